import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create } from 'fontkit'

const { resolve } = createRequire(import.meta.url)
const FAMILY = '@expo-google-fonts/atkinson-hyperlegible-next'
/** The types of the two libraries lag behind them: a font that is read already is taken as it is. */
type Face = Buffer & { readonly hasGlyphForCodePoint: (codePoint: number) => boolean }
const read = (weight: string): Face =>
  create(readFileSync(resolve(`${FAMILY}/${weight}/AtkinsonHyperlegibleNext_${weight}.ttf`))) as unknown as Face

/**
 * The faces that are embedded: the typeface of the pages, under the SIL Open Font License. Read once: reading takes longer
 * than drawing a letter, and hundreds of letters leave together.
 */
export const FONTS = { regular: read('400Regular'), strong: read('700Bold') } as const

const has = (character: string): boolean => FONTS.regular.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)

/** What the typeface has no sign for, written otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '\u202f': '\u00a0',
  '\u2009': '\u00a0',
  '\u2011': '-',
  '\u2192': '->',
  '\t': ' ',
  '\r': '',
}

/** A text that can be drawn to the last sign: what has none is written without its accents, and else as a question mark. */
export const drawable = (text: string): string =>
  Array.from(text.normalize('NFC'))
    .map((character) => {
      if (character === '\n' || has(character)) return character
      const other = OTHERWISE[character]
      if (other !== undefined) return other
      const plain = Array.from(character.normalize('NFKD'))
        .filter((part) => has(part))
        .join('')
      return plain === '' ? '?' : plain
    })
    .join('')
