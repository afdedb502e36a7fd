import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { AREAS } from '../src/i18n/fr/areas.ts'
import { createSentences } from '../src/i18n/index.ts'
import { en } from '../src/i18n/en/index.ts'
import { fr } from '../src/i18n/fr/index.ts'
import { frenchSpaces } from '../src/i18n/typography.ts'

type Tree = { readonly [key: string]: string | Tree }

function textsOf(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(at, value)
    else for (const [inner, text] of textsOf(value, at)) found.set(inner, text)
  }
  return found
}

const french = textsOf(fr)
const english = textsOf(en)
const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort()
/** The text without its `{'literal'}` parts, which vue-i18n needs for signs of its own. */
const prose = (text: string): string => text.replace(/\{'[^']*'\}/g, '')

describe('the two languages', () => {
  it('have the same sentences', () => {
    expect([...english.keys()]).toEqual([...french.keys()])
  })

  it('leave no sentence empty', () => {
    expect([...french, ...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('name the same values in each sentence', () => {
    const different = [...french].filter(
      ([key, text]) => String(namesIn(text)) !== String(namesIn(english.get(key) ?? '')),
    )
    expect(different.map(([key]) => key)).toEqual([])
  })

  it('have a form for one and a form for many where one of them has', () => {
    const forms = (text: string): number => text.split(' | ').length
    expect(
      [...french].filter(([key, text]) => forms(text) !== forms(english.get(key) ?? '')).map(([key]) => key),
    ).toEqual([])
  })

  it('can each be said: their signs are written as vue-i18n reads them', async () => {
    const { i18n, load, setLocale } = createSentences()
    await load(AREAS)
    for (const [locale, texts] of [
      ['fr', french],
      ['en', english],
    ] as const) {
      await setLocale(locale)
      for (const [key, text] of texts) {
        const values = Object.fromEntries(namesIn(text).map((name) => [name, '7']))
        const said = i18n.global.t(key, values, 7)
        expect({ key, said }).not.toEqual({ key, said: key })
        expect({ key, said: /[{}|]/.test(said) }).toEqual({ key, said: false })
      }
    }
  })
})

describe('sentences that only some pages say', () => {
  it('are there once loaded, in the language that is chosen, also one chosen meanwhile', async () => {
    const { i18n, load, setLocale } = createSentences()
    await setLocale('fr')
    expect([i18n.global.te('desk.title'), i18n.global.te('common.product')]).toEqual([false, true])
    await load(['desk'])
    expect(i18n.global.t('desk.title')).toBe(fr.desk.title)
    await Promise.all([load(['audit']), setLocale('en'), load(['legal'])])
    for (const area of ['desk', 'audit', 'legal'] as const) expect(i18n.global.t(`${area}.title`)).toBe(en[area].title)
    expect(i18n.global.te('admin.title')).toBe(false)
    await load(['problems'])
    const { t } = i18n.global
    expect([t('problems.not-found'), t('problems.last-owner')]).toEqual([
      en.problems['not-found'],
      en.problems['last-owner'],
    ])
  })
})

describe('French typography', () => {
  it('has curved apostrophes and French quotes', () => {
    expect([...french].filter(([, text]) => /['"“”]/.test(prose(text))).map(([key]) => key)).toEqual([])
  })

  it('has a space before high punctuation', () => {
    const wrong = /[\p{L}\d)][;!?]|[\p{L}»)]:(?!\/\/)/u
    expect([...french].filter(([, text]) => wrong.test(prose(text))).map(([key]) => key)).toEqual([])
  })

  it('gets its no-break spaces when it is loaded', () => {
    expect(frenchSpaces('Quoi ? « Oui » : 12 500 € à 23 h 59, n° 3, 80 %')).toBe(
      'Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 12\u202f500\u00a0€ à 23\u00a0h\u00a059, n°\u00a03, 80\u00a0%',
    )
  })

  it('counts zero as one', async () => {
    const { i18n, setLocale } = createSentences()
    await setLocale('fr')
    expect(i18n.global.t('ui.shown', { count: 0 }, 0)).toBe('0 élément affiché')
    expect(i18n.global.t('ui.shown', { count: 2 }, 2)).toBe('2 éléments affichés')
    await setLocale('en')
    expect(i18n.global.t('ui.shown', { count: 0 }, 0)).toBe('0 items shown')
  })
})

describe('the sources', () => {
  const root = join(import.meta.dirname, '../src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file))
  const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  const pages = sources.filter(({ file }) => file.endsWith('.vue') && !file.startsWith('pages/dev/'))

  it('use only sentences that exist', () => {
    const unknown = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\b(?:t|te|tm)\(\s*'([a-zA-Z][\w-]*(?:\.[\w-]+)+)'/g)]
        .map(([, key]) => key!)
        .filter((key) => !french.has(key))
        .map((key) => `${file}: ${key}`),
    )
    expect(unknown).toEqual([])
  })

  it('hold no inline style, which the CSP refuses, and no raw HTML', () => {
    const wrong = pages.filter(({ text }) => /\sstyle="|v-html|innerHTML/.test(text))
    expect(wrong.map(({ file }) => file)).toEqual([])
  })

  it('load nothing from another host', () => {
    const wrong = sources.filter(({ text }) =>
      /(?:src|href|url\(|fetch\(|import\()\s*[=(]?\s*["'`]https?:\/\//.test(text),
    )
    expect(wrong.map(({ file }) => file)).toEqual([])
  })

  it('keep sentences in i18n: no accented word in a template or a string of a component', () => {
    const wrong = pages.filter(({ text }) => {
      const code = text.replace(/<style[\s\S]*$/, '').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*$/gm, '')
      return /[éèêàùçôîœ]/i.test(code)
    })
    expect(wrong.map(({ file }) => file)).toEqual([])
  })
})
