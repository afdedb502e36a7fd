import { describe, expect, it } from '@jest/globals'
import { type FollowUpFacts, tasksOf } from './money.rules.ts'

const PAID: FollowUpFacts = {
  awardStatus: 'accepted',
  needsAgreement: false,
  agreementStatus: null,
  hasSignedCopy: false,
  hasAccount: true,
  isAccountWaiting: false,
  committedCents: 600_000,
  plannedCents: 600_000,
  counts: { paid: 2 },
  hasDuePayment: false,
  reportStatus: 'accepted',
  reportDueOn: '2026-06-30',
  refundDueOn: null,
  today: '2026-07-01',
}

describe('an award whose report is accepted', () => {
  it('is settled once all is paid', () => {
    expect(tasksOf(PAID)).toEqual(['award-to-settle'])
  })

  it.each([
    ['requested', 'payment-to-approve'],
    ['approved', 'payment-to-order'],
    ['ordered', 'payment-to-record'],
    ['failed', 'payment-failed'],
  ])('is not while a payment is %s: its money would be given up', (status, task) => {
    expect(tasksOf({ ...PAID, counts: { paid: 1, [status]: 1 } })).toEqual([task])
  })
})
