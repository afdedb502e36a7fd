import type { AgreementAction, AgreementStatus } from '@progress-ess/shared/agreements'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type AgreementRole = 'beneficiary' | 'agent' | 'manager' | 'system'
export type AgreementEvent = AgreementAction | 'close'

/** Drafted by the service, signed by both, closed when the award is settled. */
export const AGREEMENT_MACHINE = [
  { event: 'edit', from: ['drafted'], to: 'same', roles: ['agent'] },
  { event: 'send', from: ['drafted'], to: 'sent', roles: ['agent'] },
  { event: 'reopen', from: ['sent'], to: 'drafted', roles: ['agent'] },
  { event: 'return_copy', from: ['sent'], to: 'same', roles: ['beneficiary', 'agent'] },
  { event: 'sign', from: ['sent'], to: 'signed', roles: ['agent'] },
  { event: 'close', from: ['signed'], to: 'closed', roles: ['system'] },
  { event: 'terminate', from: ['drafted', 'sent', 'signed'], to: 'terminated', roles: ['manager'] },
] as const satisfies readonly Transition<AgreementStatus, AgreementEvent, AgreementRole>[]

export type AgreementVerdict = { ok: true; to: AgreementStatus } | { ok: false; code: string; detail: string }

type Situation = { readonly status: AgreementStatus; readonly signedFileId: string | null }

/** Nothing is signed without the copy that shows it. */
export function decideAgreement(
  { status, signedFileId }: Situation,
  event: AgreementEvent,
  roles: readonly AgreementRole[],
): AgreementVerdict {
  const found = step<AgreementStatus, AgreementEvent, AgreementRole>(AGREEMENT_MACHINE, status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok || found.to === null) {
    return { ok: false, code: 'agreement-wrong-status', detail: `Cannot ${event} an agreement that is ${status}` }
  }
  if (event === 'sign' && signedFileId === null) {
    return { ok: false, code: 'signed-copy-missing', detail: 'The signed copy has not come back' }
  }
  return { ok: true, to: found.to }
}

const ACTIONS = ['edit', 'send', 'reopen', 'return_copy', 'sign', 'terminate'] as const

export const allowedAgreementActions = (situation: Situation, roles: readonly AgreementRole[]): AgreementAction[] =>
  ACTIONS.filter((event) => decideAgreement(situation, event, roles).ok)
