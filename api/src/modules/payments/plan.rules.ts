import { type InstalmentShare, type PlannedInstalment, SHARES_TOTAL } from '@progress-ess/shared/payments'

/** Each share rounded down to the cent, the last one takes what that leaves: together exactly the amount. Shares of nothing are left out. */
export function instalmentsOf(amountCents: number, shares: readonly InstalmentShare[]): PlannedInstalment[] {
  let left = amountCents
  return shares
    .map(({ kind, shareBp, due }, index): PlannedInstalment => {
      const exact = Number((BigInt(amountCents) * BigInt(shareBp)) / BigInt(SHARES_TOTAL))
      const cents = index === shares.length - 1 ? left : exact
      left -= cents
      return { kind, amountCents: cents, due, dueOn: null }
    })
    .filter((one) => one.amountCents > 0)
}

export const areWhole = (shares: readonly InstalmentShare[]): boolean =>
  shares.reduce((sum, { shareBp }) => sum + shareBp, 0) === SHARES_TOTAL

export type PlanFault = {
  readonly pointer: string
  readonly code: string
  readonly detail: string
  readonly cents?: number
}

/** What is wrong with a plan: `fixedCents` are in payments that were asked for already. */
export function planFaults(
  items: readonly PlannedInstalment[],
  { committedCents, fixedCents }: { committedCents: number; fixedCents: number },
): PlanFault[] {
  const dates = items.flatMap(({ due, dueOn }, index) =>
    (due === 'date') === (dueOn !== null)
      ? []
      : [
          {
            pointer: `/items/${index}/dueOn`,
            code: 'due-date-required',
            detail: 'A day where it is due on one, and only there',
          },
        ],
  )
  const empty = items.flatMap(({ amountCents }, index) =>
    amountCents > 0
      ? []
      : [{ pointer: `/items/${index}/amountCents`, code: 'minimum', detail: 'must be more than nothing' }],
  )
  const total = items.reduce((sum, { amountCents }) => sum + amountCents, fixedCents)
  const whole =
    total === committedCents
      ? []
      : [
          {
            pointer: '/items',
            code: 'plan-not-whole',
            detail: `The instalments come to ${total} cents, the award to ${committedCents}`,
            cents: committedCents - total,
          },
        ]
  return [...dates, ...empty, ...whole]
}
