import { describe, expect, it } from '@jest/globals'
import { DATA_CATEGORIES, type DataCategory } from '@progress-ess/shared/referrals'
import { coversCreatedSiren, readable } from './sharing.rules.ts'

describe('The sender’s own word for the subject', () => {
  it.each(DATA_CATEGORIES)('is read under « project » alone, not under « %s »', (category) => {
    const row = readable({ sharedCategories: [category], rawSubject: 'dossier de Mme Quix' })
    expect(row.rawSubject).toBe(category === 'project' ? 'dossier de Mme Quix' : null)
  })
})

describe('The SIREN of a structure that was created', () => {
  it.each<[DataCategory[], boolean, boolean]>([
    [['organisation'], false, true],
    [['project'], false, false],
    [['project'], true, true],
    [[], true, false],
    [[], false, false],
  ])('under %j, told by oneself: %s, is read: %s', (sharedCategories, isOwn, expected) => {
    expect(coversCreatedSiren({ sharedCategories }, isOwn)).toBe(expected)
  })
})
