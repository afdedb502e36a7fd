import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create } from 'fontkit'

const { resolve } = createRequire(import.meta.url)
const FAMILY = '@expo-google-fonts/atkinson-hyperlegible-next'
const read = (weight: string): Buffer =>
  readFileSync(resolve(`${FAMILY}/${weight}/AtkinsonHyperlegibleNext_${weight}.ttf`))

/** The faces that are embedded: the typeface of the pages, under the SIL Open Font License. */
export const FONTS = { regular: read('400Regular'), strong: read('700Bold') } as const

type Glyphs = { readonly hasGlyphForCodePoint: (codePoint: number) => boolean }
const glyphs = create(FONTS.regular) as unknown as Glyphs
const has = (character: string): boolean => glyphs.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)

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
