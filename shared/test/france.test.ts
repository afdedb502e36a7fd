import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { isRna, isSiren, isSiret, parseIdentifier } from '../src/organisations/identifiers.ts'
import { BUDGET_LINES, type BudgetSide } from '../src/reference/budget-lines.ts'
import { COMMUNES, EPTS } from '../src/reference/communes.ts'

type Vectors = { readonly ok: string[]; readonly ko: string[] }
type Line = readonly [account: string, label: string, children?: readonly string[]]
type Facts = {
  readonly communes: { code: string; nom: string; codesPostaux: string[]; ept: string }[]
  readonly epts: { siren: string; nom: string; communes92: string[] }[]
  readonly vectors: { siren: Vectors; siret: Vectors & { onlyLaPosteRule: string[] }; rna: Vectors }
  readonly budget: { charges: Line[]; produits: Line[]; volontaires: { charges: Line[]; produits: Line[] } }
}
const facts = JSON.parse(readFileSync(join(import.meta.dirname, 'facts/france.json'), 'utf8')) as Facts

/** Curved or straight, an apostrophe is the same letter here. */
const plain = (text: string): string => text.replaceAll('’', "'")

describe('identifiers', () => {
  const kinds = [
    ['siren', isSiren],
    ['siret', isSiret],
    ['rna', isRna],
  ] as const

  it.each(kinds.flatMap(([kind, is]) => facts.vectors[kind].ok.map((value) => ({ kind, is, value }))))(
    'take $kind $value',
    ({ kind, is, value }) => {
      expect(is(value)).toBe(true)
      expect(parseIdentifier(value)?.kind).toBe(kind)
    },
  )

  it.each(kinds.flatMap(([kind, is]) => facts.vectors[kind].ko.map((value) => ({ kind, is, value }))))(
    'refuse $kind $value',
    ({ is, value }) => {
      expect(is(value)).toBe(false)
    },
  )

  it('take what only the exception of La Poste allows, and no other company by it', () => {
    const [value = ''] = facts.vectors.siret.onlyLaPosteRule
    expect(isSiret(value)).toBe(true)
    // The same last digits below another SIREN: the sum of digits alone does not do.
    expect(isSiret(`732829320${value.slice(9)}`)).toBe(false)
  })

  it('are read with spaces and dots, and a change of one digit is noticed', () => {
    expect(parseIdentifier(' 732 829 320 00074 ')).toEqual({
      kind: 'siret',
      value: '73282932000074',
      siren: '732829320',
    })
    for (let place = 0; place < 9; place += 1) {
      const digit = (Number('732829320'[place]) + 1) % 10
      expect(isSiren(`${'732829320'.slice(0, place)}${digit}${'732829320'.slice(place + 1)}`)).toBe(false)
    }
  })
})

describe('the communes of Hauts-de-Seine', () => {
  it('are those of INSEE, each in its établissement public territorial', () => {
    const ours = COMMUNES.map(({ code, name, postcodes, ept }) => ({
      code,
      nom: plain(name),
      codesPostaux: postcodes,
      ept,
    }))
    const theirs = facts.communes.map(({ code, nom, codesPostaux, ept }) => ({
      code,
      nom: plain(nom),
      codesPostaux,
      ept,
    }))
    expect(ours).toEqual(theirs)
  })

  it('belong to four établissements', () => {
    expect(Object.entries(EPTS).sort()).toEqual(facts.epts.map(({ siren, nom }) => [siren, nom]).sort())
  })
})

describe('the lines of a budget', () => {
  const { charges, produits, volontaires } = facts.budget
  const sides: [BudgetSide, readonly Line[]][] = [
    ['charges', charges],
    ['resources', produits],
    ['volunteerCharges', volontaires.charges],
    ['volunteerResources', volontaires.produits],
  ]

  it.each(sides)('of %s are those of the form Cerfa 12156', (side, lines) => {
    const wanted = lines.flatMap(([account, label, children = []]) => [
      `${account} ${label}`,
      ...children.map((child) => `${account} ${child.replace(/^\d+ /, '')}`),
    ])
    const ours = BUDGET_LINES.filter((line) => line.side === side).map(({ account, label }) => `${account} ${label}`)
    expect(ours.map(plain)).toEqual(wanted.map(plain))
  })

  it('have an id each', () => {
    expect(new Set(BUDGET_LINES.map(({ id }) => id)).size).toBe(BUDGET_LINES.length)
  })
})
