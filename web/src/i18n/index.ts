import { createI18n, type I18n } from 'vue-i18n'
import type { Messages } from './fr/index.ts'
import { frenchSpaces, mapTexts } from './typography.ts'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language in its own words, whatever that of the page. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { fr: 'Français', en: 'English' }

const STORAGE_KEY = 'progress-ess.locale'

const LOADERS: Readonly<Record<Locale, () => Promise<Messages>>> = {
  fr: async () => mapTexts((await import('./fr/index.ts')).fr, frenchSpaces),
  en: async () => (await import('./en/index.ts')).en,
}

/** French counts zero as one: « 0 dossier ». With three forms the first is for zero. */
function frenchPlural(count: number, forms: number): number {
  if (forms === 3) return count === 0 ? 0 : count < 2 ? 1 : 2
  return count < 2 ? 0 : 1
}

export type AppI18n = I18n<Record<string, Messages>, Record<string, never>, Record<string, never>, string, false>

/** An i18n without messages: `setLocale` loads those of a language when it is chosen. */
export function createAppI18n(): AppI18n {
  return createI18n<false>({
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- version 12 drops the flag, version 11 still needs it
    legacy: false,
    locale: 'fr',
    fallbackLocale: 'fr',
    fallbackWarn: false,
    messages: {},
    pluralRules: { fr: frenchPlural },
  })
}

/** French unless the person has chosen otherwise on this machine. */
export function storedLocale(): Locale {
  try {
    const stored = localStorage.getItem(STORAGE_KEY)
    return LOCALES.find((locale) => locale === stored) ?? 'fr'
  } catch {
    return 'fr'
  }
}

/** Loads the sentences of a language, shows the pages in it and remembers the choice. */
export async function setLocale(i18n: AppI18n, locale: Locale): Promise<void> {
  const { global } = i18n
  if (!global.availableLocales.includes(locale)) global.setLocaleMessage(locale, await LOADERS[locale]())
  global.locale.value = locale
  document.documentElement.lang = locale
  try {
    localStorage.setItem(STORAGE_KEY, locale)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
