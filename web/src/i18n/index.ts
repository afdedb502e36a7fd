import { createI18n, type I18n } from 'vue-i18n'
import type { Area } from './fr/areas.ts'
import type { Messages } from './fr/index.ts'
import { frenchSpaces, mapTexts } from './typography.ts'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language in its own words, whatever that of the page. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { fr: 'Français', en: 'English' }

/** What is loaded by itself: what every page says, or what an area of pages says. */
type Part = 'first' | Area

const STORAGE_KEY = 'progress-ess.locale'

const LANGUAGES = { fr: () => import('./fr/first.ts'), en: () => import('./en/first.ts') } as const

export type AppI18n = I18n<Record<string, Messages>, Record<string, never>, Record<string, never>, string, false>

/** French counts zero as one: « 0 dossier ». With three forms the first is for zero. */
function frenchPlural(count: number, forms: number): number {
  if (forms === 3) return count === 0 ? 0 : count < 2 ? 1 : 2
  return count < 2 ? 0 : 1
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

function remember(locale: Locale): void {
  try {
    localStorage.setItem(STORAGE_KEY, locale)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** What one part of a language says, by namespace. */
async function wordsOf(locale: Locale, part: Part): Promise<object> {
  const { first, areas } = await LANGUAGES[locale]()
  const words = part === 'first' ? first : { [part]: await areas[part]() }
  return locale === 'fr' ? mapTexts(words, frenchSpaces) : words
}

export type Sentences = {
  readonly i18n: AppI18n
  /** Loads what these areas say, in the language of the pages and in each one that is chosen later. */
  readonly load: (areas: readonly Area[]) => Promise<void>
  /** Shows the pages in a language, once all of it is there that was loaded in the one before, and remembers the choice. */
  readonly setLocale: (locale: Locale) => Promise<void>
}

/** The sentences of the pages; none until a language is set. Both acts fail when a part cannot be loaded, and may be tried again. */
export function createSentences(): Sentences {
  const i18n: AppI18n = createI18n<false>({
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- version 12 drops the flag, version 11 still needs it
    legacy: false,
    locale: 'fr',
    fallbackLocale: 'fr',
    fallbackWarn: false,
    messages: {},
    pluralRules: { fr: frenchPlural },
  })
  const { global } = i18n
  const held: Readonly<Record<Locale, Set<Part>>> = { fr: new Set(), en: new Set() }
  let current: Locale = 'fr'

  async function hold(locale: Locale, part: Part): Promise<void> {
    const words = await wordsOf(locale, part)
    if (held[locale].has(part)) return
    global.mergeLocaleMessage(locale, words)
    held[locale].add(part)
  }

  /** Loads what of these parts a language lacks; answers whether it lacked any. */
  async function complete(locale: Locale, parts: Iterable<Part>): Promise<boolean> {
    const missing = [...parts].filter((part) => !held[locale].has(part))
    await Promise.all(missing.map((part) => hold(locale, part)))
    return missing.length > 0
  }

  return {
    i18n,
    async load(areas) {
      // Again when the language was changed meanwhile.
      while (await complete(current, areas));
    },
    async setLocale(locale) {
      // Again when a page was entered meanwhile.
      while (await complete(locale, ['first', ...held.fr, ...held.en]));
      current = locale
      global.locale.value = locale
      document.documentElement.lang = locale
      remember(locale)
    },
  }
}
