import type { ApprovalStep } from '@progress-ess/shared/awards'

type Person = { readonly accountId: string; readonly roles: readonly string[] }
export type ChainFault = { readonly pointer: string; readonly code: string; readonly detail: string }

/** What is wrong with a chain that somebody wrote; empty when it can be followed. */
export function judgeChain(steps: readonly ApprovalStep[], people: readonly Person[]): ChainFault[] {
  const known = new Set(people.map(({ accountId }) => accountId))
  const faults = steps.flatMap(({ key, role, signerIds }, index): ChainFault[] => {
    const pointer = `/steps/${index}`
    const faultsOf: ChainFault[] = []
    if (steps.findIndex((one) => one.key === key) !== index) {
      faultsOf.push({ pointer: `${pointer}/key`, code: 'approval-step-repeated', detail: 'Two steps have this key' })
    }
    if ((role === null) === (signerIds.length === 0)) {
      faultsOf.push({
        pointer,
        code: 'approval-step-says-who',
        detail: 'A role, or the accounts that sign: one of both',
      })
    }
    if (new Set(signerIds).size !== signerIds.length || signerIds.some((id) => !known.has(id))) {
      faultsOf.push({
        pointer: `${pointer}/signerIds`,
        code: 'approval-signer-unknown',
        detail: 'Somebody named twice, or who is no member of the staff',
      })
    }
    return faultsOf
  })
  if (faults.length > 0 || isSignable(steps, people)) return faults
  const detail = 'Too few people: each step needs another one, and none of them proposes'
  return [{ pointer: '/steps', code: 'approval-chain-unsignable', detail }]
}

/** Whether two chains ask for the same, of the same lines, in the same order, whoever signs. */
export const isSameButSigners = (before: readonly ApprovalStep[], after: readonly ApprovalStep[]): boolean =>
  before.length === after.length &&
  before.every((one, index) => {
    const other = after[index]
    return (
      other?.key === one.key &&
      other.label === one.label &&
      other.fromAmountCents === one.fromAmountCents &&
      other.alsoRefusals === one.alsoRefusals
    )
  })

/**
 * Whether a line that needs every step could ever get them: one person a step, and somebody else, a manager, who proposes it.
 * A matching of steps to people, grown by augmenting paths, once for each manager who could propose.
 */
export function isSignable(steps: readonly ApprovalStep[], people: readonly Person[]): boolean {
  if (steps.length === 0) return true
  return people.some(
    (proposer) =>
      proposer.roles.includes('manager') &&
      canAssign(
        steps,
        people.filter((one) => one !== proposer),
      ),
  )
}

function canAssign(steps: readonly ApprovalStep[], people: readonly Person[]): boolean {
  const stepOf = new Map<string, ApprovalStep>()
  const assign = (step: ApprovalStep, tried: Set<string>): boolean =>
    people.some(({ accountId, roles }) => {
      const may = (step.role !== null && roles.includes(step.role)) || step.signerIds.includes(accountId)
      if (!may || tried.has(accountId)) return false
      tried.add(accountId)
      const holder = stepOf.get(accountId)
      if (holder !== undefined && !assign(holder, tried)) return false
      stepOf.set(accountId, step)
      return true
    })
  return steps.every((step) => assign(step, new Set()))
}
