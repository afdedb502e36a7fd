import type { ApprovalState, Decision } from '@progress-ess/shared/awards'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type ChainStep = {
  readonly key: string
  readonly label: string
  readonly fromCents: number
  readonly alsoRefusals: boolean
  readonly role: 'agent' | 'manager' | 'admin' | null
  readonly signerIds: readonly string[]
}

/** What the steps look at: the amount of an award, or the most that a place on the reserve list may bring. */
export type ApprovedLine = Pick<Decision, 'outcome' | 'amountCents'> & { readonly mostCents: number | null }

/** An act of the current round of a line. */
export type ApprovalAct = {
  readonly act: 'approve' | 'send_back'
  readonly stepKey: string
  readonly accountId: string
}

/** What a line weighs against the amounts of the steps, in cents; null for one without money. */
export function countsCents({ outcome, amountCents, mostCents }: ApprovedLine): number | null {
  if (outcome === 'awarded') return amountCents
  return outcome === 'reserve' ? (mostCents ?? 0) : null
}

/** The steps that sign a line, in order. PostgreSQL judges the same (`approval_applies`). */
export function stepsOf<S extends ChainStep>(chain: readonly S[], line: ApprovedLine): S[] {
  const cents = countsCents(line)
  return chain.filter(({ fromCents, alsoRefusals }) => (cents === null ? alsoRefusals : cents >= fromCents))
}

export type Standing<S extends ChainStep = ChainStep, A extends ApprovalAct = ApprovalAct> = {
  readonly state: ApprovalState
  /** Those that apply, each with what signed it. */
  readonly steps: readonly { readonly step: S; readonly signed: A | null }[]
  readonly waitsFor: S | null
  readonly sentBack: A | null
}

/** Where a line stands: which steps it needs, which have signed it in this round, whose turn it is. */
export function standingOf<S extends ChainStep, A extends ApprovalAct>(
  chain: readonly S[],
  line: ApprovedLine,
  acts: readonly A[],
): Standing<S, A> {
  const steps = stepsOf(chain, line).map((one) => ({
    step: one,
    signed: acts.find(({ act, stepKey }) => act === 'approve' && stepKey === one.key) ?? null,
  }))
  const sentBack = acts.find(({ act }) => act === 'send_back') ?? null
  const next = steps.find(({ signed }) => signed === null)?.step ?? null
  if (sentBack !== null) return { state: 'sent_back', steps, waitsFor: null, sentBack }
  if (steps.length === 0) return { state: 'not_needed', steps, waitsFor: null, sentBack }
  return { state: next === null ? 'complete' : 'waiting', steps, waitsFor: next, sentBack }
}

/** Whether a line may be decided. */
export const isReady = ({ state }: Pick<Standing, 'state'>): boolean => state === 'complete' || state === 'not_needed'

export type ApprovalEvent = 'approve' | 'approve_last' | 'send_back' | 'resubmit' | 'decide'
export type ApprovalRole = 'signer' | 'signatory' | 'manager'
export type ApprovalStage = ApprovalState | 'decided'

/**
 * The signatures of a line that is only proposed. `signer`: may sign the step whose turn it is; `signatory`: signed a step
 * of this round. A change of the line begins a new round from any state: `waiting`, or `not_needed` where no step applies.
 */
export const APPROVAL_MACHINE = [
  { event: 'approve', from: ['waiting'], to: 'same', roles: ['signer'] },
  { event: 'approve_last', from: ['waiting'], to: 'complete', roles: ['signer'] },
  { event: 'send_back', from: ['waiting', 'complete'], to: 'sent_back', roles: ['signer', 'signatory'] },
  { event: 'resubmit', from: ['sent_back'], to: 'waiting', roles: ['manager'] },
  { event: 'decide', from: ['not_needed', 'complete'], to: 'decided', roles: ['manager'] },
] as const satisfies readonly Transition<ApprovalStage, ApprovalEvent, ApprovalRole>[]

export type Signer = { readonly accountId: string; readonly roles: readonly string[] }

const maySign = ({ role, signerIds }: ChainStep, { accountId, roles }: Signer): boolean =>
  (role !== null && roles.includes(role)) || signerIds.includes(accountId)

type Barrier = 'own-organisation' | 'approver-is-proposer' | 'approver-signed-already' | 'approval-not-yours'

const DETAILS: Readonly<Record<Barrier, string>> = {
  'own-organisation': 'Whoever belongs to the organisation decides nothing on its money',
  'approver-is-proposer': 'Whoever proposed or changed a line does not sign it',
  'approver-signed-already': 'One person signs one step of a line',
  'approval-not-yours': 'The step whose turn it is is not yours to sign',
}

/** Who has to do with a line: whoever proposed or changed it, and the members of the organisation that would get its money. */
export type Parties = { readonly proposers: readonly string[]; readonly memberIds: readonly string[] }

/** How somebody stands towards the signatures of a line, and what keeps him from signing it. */
export function rolesTowards(
  standing: Standing,
  { proposers, memberIds }: Parties,
  who: Signer,
): { roles: ApprovalRole[]; barrier: Barrier | null } {
  if (memberIds.includes(who.accountId)) return { roles: [], barrier: 'own-organisation' }
  const { waitsFor, steps } = standing
  const isProposer = proposers.includes(who.accountId) || proposers.length === 0
  const own = steps.find(({ signed }) => signed?.accountId === who.accountId)?.step
  const hasSigned = own !== undefined
  const isTurn = waitsFor !== null && maySign(waitsFor, who)
  const barrier = isProposer
    ? 'approver-is-proposer'
    : hasSigned
      ? 'approver-signed-already'
      : isTurn
        ? null
        : 'approval-not-yours'
  return {
    barrier,
    roles: [
      ...(barrier === null ? (['signer'] as const) : []),
      // Whoever lost the role by which he signed takes nothing back by it.
      ...(own !== undefined && maySign(own, who) && !isProposer ? (['signatory'] as const) : []),
      ...(who.roles.includes('manager') ? (['manager'] as const) : []),
    ],
  }
}

export type ApprovalVerdict = { ok: true; to: ApprovalStage } | { ok: false; code: string; detail: string }

/**
 * Decides one event. Codes: `approvals-missing` (to decide), `approval-wrong-state`, `approver-is-proposer`,
 * `approver-signed-already`, `approval-not-yours`, `own-organisation`, `role-not-allowed`.
 */
export function decideApproval(
  standing: Standing,
  event: ApprovalEvent,
  { roles, barrier }: { readonly roles: readonly ApprovalRole[]; readonly barrier: Barrier | null },
): ApprovalVerdict {
  const { state } = standing
  const found = step<ApprovalStage, ApprovalEvent, ApprovalRole>(APPROVAL_MACHINE, state, event, roles)
  if (found.ok && found.to !== null) return { ok: true, to: found.to }
  if (found.ok || found.why === 'wrong-status') {
    return event === 'decide'
      ? { ok: false, code: 'approvals-missing', detail: 'Signatures are missing' }
      : { ok: false, code: 'approval-wrong-state', detail: `Cannot ${event} a line whose approvals are ${state}` }
  }
  const isManagers = event === 'resubmit' || event === 'decide'
  if (barrier === null || (isManagers && barrier !== 'own-organisation')) {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  return { ok: false, code: barrier, detail: DETAILS[barrier] }
}

/** The event that a signature of the waiting step is: the last one completes. */
export const signingEvent = ({ steps }: Standing): 'approve' | 'approve_last' =>
  steps.filter(({ signed }) => signed === null).length === 1 ? 'approve_last' : 'approve'

/** What somebody may do now about the signatures of a line that is open. */
export function allowedApprovalActions(
  standing: Standing,
  parties: Parties,
  who: Signer,
): ('decide' | 'approve' | 'send_back' | 'resubmit')[] {
  const towards = rolesTowards(standing, parties, who)
  return (['decide', 'approve', 'send_back', 'resubmit'] as const).filter(
    (event) => decideApproval(standing, event === 'approve' ? signingEvent(standing) : event, towards).ok,
  )
}
