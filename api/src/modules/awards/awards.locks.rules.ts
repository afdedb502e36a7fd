import type { Lock } from '@progress-ess/shared/awards'
import { boundsOf } from './awards.bounds.rules.ts'
import type { ScenarioInput, ScenarioResult } from './awards.types.rules.ts'

export type LockFault = {
  readonly pointer: string
  readonly code:
    | 'lock-unknown-file'
    | 'lock-not-ranked'
    | 'lock-amount-out-of-bounds'
    | 'lock-without-room'
    | 'duplicate-id'
  readonly detail: string
}

/** Locks that a run could not keep, as pointers into the rules. */
export function findLockFaults(input: ScenarioInput, { lines }: ScenarioResult): LockFault[] {
  const locks = input.rules.locks ?? []
  const lineOf = new Map(lines.map((line) => [line.number, line]))
  const numbers = locks.map(({ number }) => number)
  return locks.flatMap((lock, index): LockFault[] => {
    const fault = (code: LockFault['code'], detail: string): LockFault[] => [
      { pointer: `/locks/${index}`, code, detail },
    ]
    const line = lineOf.get(lock.number)
    if (numbers.indexOf(lock.number) !== index) return fault('duplicate-id', 'There are two locks of this file')
    if (line === undefined) return fault('lock-unknown-file', 'No file of this call has this number')
    if (lock.award.kind === 'out') return []
    if (line.rank === null) return fault('lock-not-ranked', 'A file out of the ranking cannot be put in')
    if (isOutOfBounds(input, lock)) return fault('lock-amount-out-of-bounds', 'The amount is not between its bounds')
    return line.reasons.some(({ code }) => code === 'locked-in')
      ? []
      : fault('lock-without-room', 'The envelope, a lot, a quota or its organisation leaves no room for it')
  })
}

function isOutOfBounds({ rules, files }: ScenarioInput, { number, award }: Lock): boolean {
  const file = files.find((one) => one.number === number)
  if (file === undefined || award.kind !== 'amount') return false
  const { ceilingCents, leastCents } = boundsOf(rules, file)
  const { amountCents } = award
  return amountCents > ceilingCents || amountCents < leastCents || amountCents % rules.envelope.roundToCents !== 0
}
