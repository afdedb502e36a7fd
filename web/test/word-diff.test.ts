import { describe, expect, it } from '@jest/globals'
import { wordDiff, type DiffPart } from '../src/features/desk/wordDiff.ts'

const side = (parts: readonly DiffPart[], left: DiffPart['kind']): string =>
  parts
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join('')

describe('the words that changed between two texts', () => {
  it('are told apart from those that stay', () => {
    expect(wordDiff('un atelier par mois', 'deux ateliers par mois')).toEqual([
      { kind: 'removed', text: 'un atelier' },
      { kind: 'added', text: 'deux ateliers' },
      { kind: 'same', text: ' par mois' },
    ])
  })

  it('are none between a text and itself', () => {
    expect(wordDiff('le même texte', 'le même texte')).toEqual([{ kind: 'same', text: 'le même texte' }])
  })

  it('are the whole of what appears or disappears', () => {
    expect(wordDiff('', 'une réponse')).toEqual([{ kind: 'added', text: 'une réponse' }])
    expect(wordDiff('une réponse', '')).toEqual([{ kind: 'removed', text: 'une réponse' }])
  })

  it('give back both texts, on either side', () => {
    const before = 'Nous ouvrons le samedi, deux fois par mois.\nDouze bénévoles aident.'
    const after = 'Nous ouvrons le dimanche, trois fois par mois.\nQuinze bénévoles et deux salariées aident.'
    const parts = wordDiff(before, after)
    expect(side(parts, 'added')).toBe(before)
    expect(side(parts, 'removed')).toBe(after)
  })

  it('fall back on the two texts where they are too long to compare', () => {
    const words = (start: number): string =>
      Array.from({ length: 1_500 }, (_, index) => `mot${start + index}`).join(' ')
    expect(wordDiff(words(0), words(50_000)).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})
