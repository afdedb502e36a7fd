import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSameParty } from './same-party.rules.ts'

type Party = Parameters<typeof isSameParty>[0]
const ada: Party = {
  kind: 'holder',
  firstName: 'Adèle',
  lastName: 'Durand',
  organisationName: null,
  siren: null,
  rna: null,
  email: 'adele@example.test',
  phone: '0140506070',
}
const bocaux: Party = {
  ...ada,
  kind: 'organisation',
  organisationName: 'Les Bocaux',
  siren: '732829320',
}
const elsewhere = { email: 'x@example.test', phone: null }

describe('A correction is of the same person', () => {
  it.each<[string, Partial<Party>]>([
    ['without an accent', { firstName: 'Adele', ...elsewhere }],
    ['in capitals', { lastName: 'DURAND', ...elsewhere }],
    ['with a slip', { lastName: 'Durant', ...elsewhere }],
    ['with a further part of the name', { lastName: 'Durand-Martin', ...elsewhere }],
    ['with first and last name turned round', { firstName: 'Durand', lastName: 'Adèle', ...elsewhere }],
    ['under another name, by e-mail and first name', { lastName: 'Martin', phone: null }],
    ['under another name, by phone and first name', { lastName: 'Martin', email: null }],
    ['with new contact details', elsewhere],
    ['with the number that came since', { siren: '732829320', ...elsewhere }],
  ])('%s', (_how, change) => {
    expect(isSameParty(ada, { ...ada, ...change })).toBe(true)
    expect(isSameParty({ ...ada, ...change }, ada)).toBe(true)
  })

  it.each<[string, Party, Partial<Party>]>([
    ['another name and other contact details', ada, { firstName: 'Bruno', lastName: 'Petit', ...elsewhere }],
    ['another first name at the same address', ada, { firstName: 'Bruno' }],
    ['another last name without the same contact', ada, { lastName: 'Petit', ...elsewhere }],
    ['a short name that differs by a letter', { ...ada, firstName: 'Léa' }, { firstName: 'Léo', ...elsewhere }],
    ['another number', { ...ada, siren: '732829320' }, { siren: '552100554' }],
    ['a structure in the place of a person', ada, { kind: 'organisation', organisationName: 'Durand' }],
    ['a structure of another number and the same name', bocaux, { siren: '552100554' }],
    ['a structure of another name without its number', bocaux, { organisationName: 'Ressourcerie', siren: null }],
  ])('and not %s', (_what, before, change) => {
    expect(isSameParty(before, { ...before, ...change })).toBe(false)
  })

  it('of a structure by its number, or its name, whoever is spoken to', () => {
    expect(isSameParty(bocaux, { ...bocaux, organisationName: 'SCIC Conserves' })).toBe(true)
    expect(isSameParty(bocaux, { ...bocaux, organisationName: 'Les Bocaux SCIC', siren: null })).toBe(true)
    expect(isSameParty(bocaux, { ...bocaux, firstName: 'Bruno', lastName: 'Petit', ...elsewhere })).toBe(true)
  })

  it('always of itself, and the same either way', () => {
    const name = fc.option(fc.string({ maxLength: 12, unit: 'grapheme' }), { nil: null })
    const party = fc.record({ firstName: name, lastName: name, email: name, phone: name })
    fc.assert(
      fc.property(party, party, (one, other) => {
        const [left, right] = [
          { ...ada, ...one },
          { ...ada, ...other },
        ]
        expect(isSameParty(left, left)).toBe(true)
        expect(isSameParty(left, right)).toBe(isSameParty(right, left))
      }),
    )
  })
})
