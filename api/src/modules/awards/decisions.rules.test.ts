import { describe, expect, it } from '@jest/globals'
import { AwardStatus } from '@progress-ess/shared/applications'
import { EURO, rulesWith } from '../../../test/support/award-fixture.ts'
import {
  allowedAwardActions,
  type AwardEvent,
  type AwardRole,
  decideAward,
  isAcceptedInTime,
  judgeReduction,
} from './decisions.rules.ts'

const STATES = AwardStatus.enum as readonly AwardStatus[]
const EVENTS: readonly AwardEvent[] = ['notify', 'accept', 'renounce', 'lapse', 'reduce']
const ROLES: readonly AwardRole[] = ['beneficiary', 'manager', 'system']

/** Written by hand from the domain, apart from the table in the code: `state event role → next`. */
const EXPECTED = new Map<string, AwardStatus>([
  ['committed notify manager', 'notified'],
  ['notified accept beneficiary', 'accepted'],
  ['notified renounce beneficiary', 'renounced'],
  ['notified renounce manager', 'renounced'],
  ['accepted renounce beneficiary', 'renounced'],
  ['accepted renounce manager', 'renounced'],
  ['notified lapse system', 'lapsed'],
  ['committed reduce manager', 'committed'],
  ['notified reduce manager', 'notified'],
  ['accepted reduce manager', 'accepted'],
])

describe('an award', () => {
  const cases = STATES.flatMap((state) => EVENTS.flatMap((event) => ROLES.map((role) => [state, event, role] as const)))
  it.each(cases)('%s, %s by %s', (state, event, role) => {
    const verdict = decideAward(state, event, [role])
    expect(verdict.ok ? verdict.to : undefined).toBe(EXPECTED.get(`${state} ${event} ${role}`))
  })

  it('is accepted in time before its end, not at it', () => {
    const acceptBy = new Date('2023-05-03T21:59:59Z')
    expect(isAcceptedInTime({ acceptBy }, new Date(acceptBy.getTime() - 1))).toBe(true)
    expect(isAcceptedInTime({ acceptBy }, acceptBy)).toBe(false)
    expect(isAcceptedInTime({ acceptBy: null }, acceptBy)).toBe(true)
    expect(allowedAwardActions({ status: 'notified', acceptBy }, ['beneficiary'], acceptBy)).toEqual(['renounce'])
  })
})

describe('a reduction', () => {
  const rules = rulesWith({ amount: { capCents: 15_000 * EURO, floorCents: 2_000 * EURO, maxShareOfBudget: 8_000 } })
  const award = { requestedCents: 10_000 * EURO, amountCents: 8_000 * EURO }
  it.each([
    [7_999, null],
    [2_000, null],
    [1_999, 'amount-under-floor'],
    [8_000, 'amount-not-lower'],
    [8_001, 'amount-not-lower'],
    [0, 'amount-required'],
  ])('to %d €: %s', (euros, code) => {
    expect(judgeReduction(rules, award, euros * EURO)?.code ?? null).toBe(code)
  })
})
