import { describe, expect, it } from '@jest/globals'
import { NewAssignmentEvent } from '@progress-ess/shared/referrals'
import { Value } from 'typebox/value'
import { csvOf } from '../src/lib/downloads.ts'
import { blankEvent, eventBody, eventSchema, PAGE_EVENTS } from '../src/features/referrals/eventForms.ts'
import { countOf, filterOf, queryOf, requestOf } from '../src/features/referrals/listFilter.ts'
import {
  blankReferral,
  consentOf,
  faultsOf,
  probeOf,
  type ReferralValues,
} from '../src/features/referrals/newReferral.ts'
import { schemaErrors } from '../src/lib/schemaErrors.ts'

const cma = '01a20aa1-8f3d-70ca-bf46-97cda2bacac4'
const cci = '01a20aa1-8f3d-70ca-bf46-97cda2bacac5'
const hash = 'a'.repeat(64)

function complete(): ReferralValues {
  const blank = blankReferral('Camille Rousset')
  return {
    ...blank,
    party: { ...blank.party, firstName: 'Leïla', lastName: 'Haddad', phone: '06 12 34 56 78' },
    project: { ...blank.project, stage: 'idea' },
    subject: 'creation',
    activity: 'artisanal',
    recipients: [{ partnerId: cma, serviceId: null }],
    consent: { ...blank.consent, channel: 'phone', collectedAt: '2026-11-27T09:00:00Z' },
  }
}
const faults = (values: ReferralValues, isDraft = false): string[] =>
  faultsOf(values, consentOf(values, hash, [cci]), isDraft).map(({ pointer, keyword }) => `${pointer} ${keyword}`)

describe('the form of a new referral', () => {
  it('needs no structure of a person', () => {
    expect(faults(complete())).toEqual([])
  })

  it('says what lacks, in the order of the form', () => {
    expect(faults(blankReferral(null))).toEqual([
      '/party/firstName required',
      '/party/lastName required',
      '/party/email contactNeeded',
      '/project/stage required',
      '/subject required',
      '/activity required',
      '/recipients noRecipient',
      '/consent/channel required',
      '/consent/collectedBy required',
      '/consent/collectedAt required',
    ])
  })

  it('asks a draft for no consent yet', () => {
    const values = { ...complete(), consent: blankReferral(null).consent }
    expect(faults(values, true)).toEqual([])
    expect(faults(values).length).toBeGreaterThan(0)
  })

  it('refuses a number that is none', () => {
    const values = complete()
    const party = {
      ...values.party,
      kind: 'organisation' as const,
      organisationName: 'Les Boucles',
      identifier: '12345',
    }
    expect(faults({ ...values, party })).toEqual(['/party/identifier identifier-invalid'])
  })

  it('covers the other partners only when the person was told so', () => {
    const values = complete()
    expect(consentOf(values, hash, [cci]).recipientIds).toEqual([cma, cci])
    const narrow = { ...values, consent: { ...values.consent, isWide: false } }
    expect(consentOf(narrow, hash, [cci]).recipientIds).toEqual([cma])
  })

  it('looks for duplicates once the person is told', () => {
    expect(probeOf(blankReferral(null))).toBeNull()
    expect(probeOf({ ...complete(), subject: null })?.subject).toBe('other')
  })
})

describe('the form of an event', () => {
  it.each(PAGE_EVENTS)('sends nothing empty: %s', (event) => {
    const body = eventBody(event, blankEvent(event, 'Camille Rousset'))
    expect(Object.values(body)).not.toContain('')
    expect(Object.values(body)).not.toContain(null)
    expect(Value.Check(NewAssignmentEvent.properties.event, body.event)).toBe(true)
  })

  it('asks for what the event must say', () => {
    const missing = (event: (typeof PAGE_EVENTS)[number]): string[] =>
      schemaErrors(eventSchema(event), blankEvent(event, '')).map(({ pointer }) => pointer)
    expect(missing('accept')).toEqual(['/ownerName'])
    expect(missing('decline')).toEqual(['/reasonCode'])
    expect(missing('hold').toSorted()).toEqual(['/text', '/until'])
    expect(missing('complete')).toEqual(['/outcomes'])
    expect(missing('resume')).toEqual([])
  })
})

describe('the list of referrals', () => {
  it('keeps its filter in the address', () => {
    const partnerId = '0185a3c0-1f00-7000-8000-00000000001c'
    const filter = { side: 'source', view: 'answer', subject: 'funding', partnerId, search: 'haddad' } as const
    expect(filterOf(queryOf(filter) as Record<string, string>)).toEqual(filter)
    expect(filterOf({ cote: 'x', vue: 'y', sujet: 'z', partenaire: 'w' })).toEqual({
      side: 'recipient',
      view: 'open',
      subject: null,
      partnerId: null,
      search: '',
    })
    expect(requestOf(filter)).toMatchObject({
      side: 'source',
      status: ['sent', 'received'],
      subject: 'funding',
      partnerId,
    })
  })

  it('asks for a basket where the API sorts, and counts as it does', () => {
    expect(requestOf({ side: 'recipient', view: 'late', subject: null, partnerId: null, search: '' })).toEqual({
      side: 'recipient',
      basket: 'late',
      sort: '-updatedAt',
    })
    const counts = new Map([
      ['to_acknowledge', 2],
      ['to_answer', 3],
      ['late', 1],
      ['open', 9],
    ] as const)
    expect(countOf('late', 'recipient', counts)).toBe(1)
    expect(countOf('open', 'source', counts)).toBe(9)
    expect(countOf('answer', 'recipient', counts)).toBe(5)
    // One referral may wait for two recipients in two baskets: their sum would say too much.
    expect(countOf('answer', 'source', counts)).toBeUndefined()
    expect(countOf('closed', 'recipient', counts)).toBeUndefined()
    expect(countOf('answer', 'recipient', new Map())).toBeUndefined()
  })
})

describe('the CSV of figures', () => {
  it('is read by spreadsheets, and runs no formula', () => {
    expect(csvOf([['a;b', 1.5, null, '=1+1']])).toBe(`\uFEFF"a;b";1,5;;'=1+1\r\n`)
  })
})
