import { describe, expect, it } from '@jest/globals'
import { causeOf, proposeSubject, splitName } from './orientation.rules.ts'

const FILE = { status: 'admissible', decision: null, inadmissibleReason: null }

describe('Why an application may be referred', () => {
  it('is its inadmissibility, or a published refusal, and nothing else', () => {
    expect(causeOf(FILE)).toBeNull()
    expect(causeOf({ ...FILE, status: 'inadmissible', inadmissibleReason: 'Hors du 92' })).toEqual({
      why: 'inadmissible',
      reason: 'Hors du 92',
    })
    expect(causeOf({ ...FILE, decision: { outcome: 'refused', reason: 'Enveloppe' } })).toEqual({
      why: 'refused',
      reason: 'Enveloppe',
    })
    expect(causeOf({ ...FILE, decision: { outcome: 'inadmissible', reason: 'Hors' } })?.why).toBe('inadmissible')
    expect(causeOf({ ...FILE, decision: { outcome: 'reserve', reason: null } })).toBeNull()
    expect(causeOf({ ...FILE, decision: { outcome: 'awarded', reason: null } })).toBeNull()
  })

  it('proposes a subject', () => {
    expect(proposeSubject('refused', { family: 'association', isEsusValid: false })).toBe('funding')
    expect(proposeSubject('inadmissible', { family: 'company', isEsusValid: false })).toBe('legal_form')
    expect(proposeSubject('inadmissible', { family: 'association', isEsusValid: false })).toBe('business_model')
  })

  it('splits a name', () => {
    expect(splitName('Ada de la Rue')).toEqual({ firstName: 'Ada', lastName: 'de la Rue' })
    expect(splitName('Ada')).toEqual({ firstName: 'Ada', lastName: null })
    expect(splitName(null)).toEqual({ firstName: null, lastName: null })
  })
})
