import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'

export type LanguageCode = 'fr' | 'en'

/** How a language is loaded and remembered; provided by `main.ts`. */
export const CHANGE_LOCALE: InjectionKey<(locale: LanguageCode) => Promise<void>> = Symbol('changeLocale')

/** The language of the pages, and how to change it. */
export function useLocale(): {
  readonly locale: ComputedRef<LanguageCode>
  readonly change: (locale: LanguageCode) => Promise<void>
} {
  const { locale } = useI18n()
  const change = inject(CHANGE_LOCALE, async () => undefined)
  return { locale: computed(() => (locale.value === 'en' ? 'en' : 'fr')), change }
}
