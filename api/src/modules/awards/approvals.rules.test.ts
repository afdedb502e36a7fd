import { describe, expect, it } from '@jest/globals'
import type { ApprovalStep } from '@progress-ess/shared/awards'
import { isSignable, judgeChain } from './approval-chain.rules.ts'
import {
  allowedApprovalActions,
  APPROVAL_MACHINE,
  type ApprovalAct,
  type ApprovalEvent,
  type ApprovedLine,
  type ApprovalRole,
  type ApprovalStage,
  decideApproval,
  isReady,
  rolesTowards,
  type Standing,
  standingOf,
  stepsOf,
} from './approvals.rules.ts'

const step = (key: string, fromCents: number, change = {}) => ({
  key,
  label: key,
  fromCents,
  alsoRefusals: false,
  role: 'agent' as const,
  signerIds: [] as string[],
  ...change,
})
const CHAIN = [
  step('chief', 0, { alsoRefusals: true }),
  step('director', 1_000, { role: null, signerIds: ['dora'] }),
  step('president', 5_000, { role: 'admin' }),
]
const line = (outcome: ApprovedLine['outcome'], amountCents: number | null, mostCents: number | null = null) => ({
  outcome,
  amountCents,
  mostCents,
})
const signed = (stepKey: string, accountId: string): ApprovalAct => ({ act: 'approve', stepKey, accountId })
const keys = (steps: readonly { readonly key: string }[]) => steps.map(({ key }) => key)

describe('the steps of a line', () => {
  it.each([
    ['awarded', 999, null, ['chief']],
    ['awarded', 1_000, null, ['chief', 'director']],
    ['awarded', 5_000, null, ['chief', 'director', 'president']],
    ['reserve', null, 4_999, ['chief', 'director']],
    ['reserve', null, null, ['chief']],
    ['refused', null, null, ['chief']],
    ['inadmissible', null, null, ['chief']],
  ] as const)('%s of %s, at the most %s: %s', (outcome, amount, most, expected) => {
    expect(keys(stepsOf(CHAIN, line(outcome, amount, most)))).toEqual(expected)
  })

  it('are signed in order; what was sent back waits for nobody', () => {
    const award = line('awarded', 1_000)
    const states = [
      [],
      [signed('chief', 'anne')],
      [signed('chief', 'anne'), signed('director', 'dora')],
      [signed('chief', 'anne'), { ...signed('director', 'dora'), act: 'send_back' as const }],
    ].map((acts) => standingOf(CHAIN, award, acts))
    expect(states.map(({ state, waitsFor }) => [state, waitsFor?.key])).toEqual([
      ['waiting', 'chief'],
      ['waiting', 'director'],
      ['complete', undefined],
      ['sent_back', undefined],
    ])
    expect(states.map(isReady)).toEqual([false, false, true, false])
    expect(standingOf([], award, []).state).toBe('not_needed')
  })
})

describe('whoever comes', () => {
  const standing = standingOf(CHAIN, line('awarded', 1_000), [signed('chief', 'anne')])
  it.each([
    ['dora', ['manager'], null, ['approve', 'send_back']],
    ['anne', ['agent'], 'approver-signed-already', ['send_back']],
    ['paul', ['manager'], 'approver-is-proposer', []],
    ['zoe', ['agent', 'admin'], 'approval-not-yours', []],
    ['mina', ['manager'], 'own-organisation', []],
  ])('%s with %j: %s, may %j', (accountId, roles, barrier, actions) => {
    const who = { accountId, roles }
    const parties = { proposers: ['paul'], memberIds: ['mina'] }
    expect(rolesTowards(standing, parties, who).barrier).toBe(barrier)
    expect(allowedApprovalActions(standing, parties, who)).toEqual(actions)
  })

  it('signs nothing that nobody proposed', () => {
    const nobody = { proposers: [], memberIds: [] }
    expect(rolesTowards(standing, nobody, { accountId: 'dora', roles: [] }).barrier).toBe('approver-is-proposer')
  })
})

describe('state × event × role', () => {
  const STAGES = ['not_needed', 'waiting', 'sent_back', 'complete'] as const
  const EVENTS = ['approve', 'approve_last', 'send_back', 'resubmit', 'decide'] as const
  const ROLES = ['signer', 'signatory', 'manager'] as const
  const YES: Readonly<Record<string, ApprovalStage>> = {
    'waiting approve signer': 'waiting',
    'waiting approve_last signer': 'complete',
    'waiting send_back signer': 'sent_back',
    'waiting send_back signatory': 'sent_back',
    'complete send_back signer': 'sent_back',
    'complete send_back signatory': 'sent_back',
    'sent_back resubmit manager': 'waiting',
    'not_needed decide manager': 'decided',
    'complete decide manager': 'decided',
  }
  const cases = STAGES.flatMap((state) =>
    EVENTS.flatMap((event) => ROLES.map((role): [ApprovalStage, ApprovalEvent, ApprovalRole] => [state, event, role])),
  )

  it.each(cases)('%s × %s × %s', (state, event, role) => {
    const standing = { state, steps: [], waitsFor: null, sentBack: null } as unknown as Standing
    const verdict = decideApproval(standing, event, { roles: [role], barrier: 'approval-not-yours' })
    const to = YES[`${state} ${event} ${role}`]
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else {
      const isRow = APPROVAL_MACHINE.some(
        (row) => row.event === event && (row.from as readonly string[]).includes(state),
      )
      const code = isRow
        ? event === 'resubmit' || event === 'decide'
          ? 'role-not-allowed'
          : 'approval-not-yours'
        : event === 'decide'
          ? 'approvals-missing'
          : 'approval-wrong-state'
      expect(verdict).toMatchObject({ ok: false, code })
    }
  })
})

describe('a chain', () => {
  const person = (accountId: string, ...roles: string[]) => ({ accountId, roles })
  const wanted = (key: string, change: Partial<ApprovalStep>): ApprovalStep => ({
    ...{ key, label: key, role: null, signerIds: [], fromAmountCents: 0, alsoRefusals: false },
    ...change,
  })
  it('needs another person for each step, and a manager who proposes', () => {
    const managers = wanted('manager', { role: 'manager' })
    const dora = wanted('dora', { signerIds: ['dora'] })
    expect(isSignable([managers], [person('anne', 'manager')])).toBe(false)
    expect(isSignable([managers], [person('anne', 'manager'), person('dora', 'manager')])).toBe(true)
    expect(isSignable([managers, dora], [person('anne', 'manager'), person('dora', 'manager')])).toBe(false)
    // Whoever could sign both leaves the first to somebody else.
    const three = [person('dora', 'manager'), person('anne', 'manager'), person('paul', 'manager')]
    expect(isSignable([managers, dora], three)).toBe(true)
    expect(isSignable([], [])).toBe(true)
  })

  it('says who signs, once, by one of both', () => {
    const people = [person('anne', 'manager'), person('dora', 'manager')]
    const codes = (steps: ApprovalStep[]) => judgeChain(steps, people).map(({ pointer, code }) => `${pointer} ${code}`)
    expect(codes([wanted('a', {})])).toEqual(['/steps/0 approval-step-says-who'])
    expect(codes([wanted('a', { role: 'agent', signerIds: ['anne'] })])).toEqual(['/steps/0 approval-step-says-who'])
    expect(codes([wanted('a', { signerIds: ['anne', 'anne'] })])).toEqual([
      '/steps/0/signerIds approval-signer-unknown',
    ])
    expect(codes([wanted('a', { signerIds: ['anne'] })])).toEqual([])
  })
})
