import type { Actor } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import type { DecisionRow } from './decisions.queries.ts'

/** Only a line that is proposed, of a file that stands, before the results are out, can still be changed, signed or decided. */
export function refuseSettled(row: Pick<DecisionRow, 'status' | 'applicationStatus' | 'callStatus'>): void {
  if (row.status !== 'proposed') {
    throw new Refusal('conflict', 'decision-wrong-status', `This line is ${row.status} already`)
  }
  if (row.applicationStatus === 'withdrawn') {
    throw new Refusal('conflict', 'application-wrong-status', 'The file was withdrawn')
  }
  if (row.callStatus !== 'published') {
    throw new Refusal('conflict', 'call-wrong-status', 'The results of this call are out')
  }
}

/** Whether the caller belongs to the organisation that would get the money. */
export const isOwn = (actor: Actor, { memberIds }: Pick<DecisionRow, 'memberIds'>): boolean =>
  actor.kind === 'account' && memberIds.includes(actor.accountId)

/** Whoever belongs to an organisation decides nothing on its money, whatever his roles. PostgreSQL refuses it, too. */
export function refuseOwn(actor: Actor, row: Pick<DecisionRow, 'memberIds'>): void {
  if (!isOwn(actor, row)) return
  throw new Refusal('conflict', 'own-organisation', 'Whoever belongs to the organisation decides nothing on its money')
}

type Scores = Pick<DecisionRow, 'scenarioId' | 'panelLockedAt' | 'adoptedAt'>

/** Whether a line follows from scores that may have moved since: its panel is open, or was reopened after the adoption. */
export const isOutdated = ({ scenarioId, panelLockedAt, adoptedAt }: Scores): boolean =>
  scenarioId !== null && (panelLockedAt === null || (adoptedAt !== null && panelLockedAt > adoptedAt))

/** What is signed or decided follows from scores that stand. */
export function refuseOutdated(row: Scores): void {
  if (!isOutdated(row)) return
  if (row.panelLockedAt === null) throw new Refusal('conflict', 'panel-not-locked', 'The panel is open: scores move')
  throw new Refusal('conflict', 'scenario-outdated', 'The panel was reopened since: adopt a scenario again')
}
