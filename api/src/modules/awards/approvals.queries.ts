import type { Db, Trx } from '../../db/database.ts'
import { newId } from '../../kit/ids.ts'
import { findSteps, type StepRow } from './approval-chain.queries.ts'

function selectActs(db: Db | Trx) {
  return db
    .selectFrom('decisionApproval')
    .innerJoin('account', 'account.accountId', 'decisionApproval.accountId')
    .select([
      'decisionApproval.decisionId',
      'decisionApproval.round',
      'decisionApproval.act',
      'decisionApproval.stepKey',
      'decisionApproval.stepLabel',
      'decisionApproval.accountId',
      'decisionApproval.amountCents',
      'decisionApproval.reason',
      'decisionApproval.at',
      'account.displayName as byName',
    ])
}

export type ActRow = Awaited<ReturnType<typeof findTrace>>[number]

/** Every act on the decisions that a file had, the first first. */
export async function findTrace(db: Db | Trx, applicationId: string) {
  return selectActs(db)
    .where('decisionApproval.applicationId', '=', applicationId)
    .orderBy('decisionApproval.at')
    .orderBy('decisionApproval.decisionApprovalId')
    .execute()
}

export type Approvals = {
  readonly steps: readonly StepRow[]
  /** The acts of the round in which a line is. */
  readonly actsOf: (line: { readonly decisionId: string; readonly round: number }) => readonly ActRow[]
}

/** The chain of a call with the acts on its lines, or on one of them. */
export async function findApprovals(db: Db | Trx, callId: string, decisionId?: string): Promise<Approvals> {
  const steps = await findSteps(db, callId)
  if (steps.length === 0) return { steps, actsOf: () => [] }
  let query = selectActs(db)
    .innerJoin('decision', (join) =>
      join
        .onRef('decision.decisionId', '=', 'decisionApproval.decisionId')
        .onRef('decision.round', '=', 'decisionApproval.round'),
    )
    .where('decisionApproval.callId', '=', callId)
  if (decisionId !== undefined) query = query.where('decisionApproval.decisionId', '=', decisionId)
  const byLine = new Map<string, ActRow[]>()
  for (const row of await query.orderBy('decisionApproval.at').execute()) {
    byLine.set(row.decisionId, [...(byLine.get(row.decisionId) ?? []), row])
  }
  return { steps, actsOf: (line) => (byLine.get(line.decisionId) ?? []).filter(({ round }) => round === line.round) }
}

/** Keeps the call from being adopted or published anew meanwhile; signatures do not wait for one another here. */
export async function holdCall(trx: Trx, callId: string): Promise<void> {
  await trx.selectFrom('call').select('callId').where('callId', '=', callId).forKeyShare().execute()
}

/** Locks these lines of a call, in the order in which every other act locks them. */
export async function lockLines(trx: Trx, callId: string, decisionIds: readonly string[]): Promise<void> {
  await trx
    .selectFrom('decision')
    .select('decisionId')
    .where('callId', '=', callId)
    .where('decisionId', 'in', decisionIds)
    .orderBy('place')
    .orderBy('decisionId')
    .forUpdate()
    .execute()
}

export type NewAct = {
  readonly callId: string
  readonly applicationId: string
  readonly decisionId: string
  readonly round: number
  readonly act: 'approve' | 'send_back'
  readonly stepKey: string
  readonly stepLabel: string
  readonly accountId: string
  readonly decisionVersion: number
  readonly outcome: string
  readonly amountCents: number | null
  readonly reserveRank: number | null
  readonly reason: string | null
}

/** Whether PostgreSQL let it: a role may be gone since it was read. */
export async function insertActs(trx: Trx, acts: readonly NewAct[], at: Date): Promise<'inserted' | 'not-yours'> {
  try {
    await trx
      .insertInto('decisionApproval')
      .values(acts.map((act) => ({ ...act, decisionApprovalId: newId(), at })))
      .execute()
    return 'inserted'
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint !== 'approval_by_who_may') throw error
    return 'not-yours'
  }
}

/** Begins another round of a line, as it is. */
export async function proposeAgain(trx: Trx, decisionId: string, accountId: string, now: Date): Promise<void> {
  await trx
    .updateTable('decision')
    .set((eb) => ({
      round: eb('round', '+', 1),
      version: eb('version', '+', 1),
      proposedBy: accountId,
      updatedAt: now,
    }))
    .where('decisionId', '=', decisionId)
    .execute()
}

/** Calls in which lines wait for this account, or came back to it. */
export async function findTasks(db: Db, accountId: string) {
  return db
    .with('waiting', (inner) =>
      inner
        .selectFrom('approvalTurn')
        .select(['callId', (eb) => eb.fn.countAll<number>().as('count')])
        .where('accountId', '=', accountId)
        .groupBy('callId'),
    )
    .with('returned', (inner) =>
      inner
        .selectFrom('decision')
        .innerJoin('decisionApproval', (join) =>
          join
            .onRef('decisionApproval.decisionId', '=', 'decision.decisionId')
            .onRef('decisionApproval.round', '=', 'decision.round')
            .on('decisionApproval.act', '=', 'send_back'),
        )
        .select(['decision.callId', (eb) => eb.fn.countAll<number>().as('count')])
        .innerJoin('application', 'application.applicationId', 'decision.applicationId')
        .innerJoin('call', 'call.callId', 'decision.callId')
        .where('application.status', '<>', 'withdrawn')
        .where('call.status', '=', 'published')
        .where('decision.status', '=', 'proposed')
        .where('decision.proposedBy', '=', accountId)
        .groupBy('decision.callId'),
    )
    .selectFrom('call')
    .leftJoin('waiting', 'waiting.callId', 'call.callId')
    .leftJoin('returned', 'returned.callId', 'call.callId')
    .select(['call.callId', 'call.title', 'call.code', 'waiting.count as waiting', 'returned.count as returned'])
    .where((eb) => eb.or([eb('waiting.count', 'is not', null), eb('returned.count', 'is not', null)]))
    .orderBy('call.edition', 'desc')
    .orderBy('call.callId')
    .execute()
}

/** Notes everybody whose turn it is on lines of a call; answers how many lines are new to each of them, once. */
export async function takeNotices(trx: Trx, callId: string, at: Date) {
  return trx
    .with('told', (inner) =>
      inner
        .insertInto('approvalNotice')
        .columns(['decisionId', 'round', 'stepKey', 'accountId', 'at'])
        .expression((eb) =>
          eb
            .selectFrom('approvalTurn')
            .select(['decisionId', 'round', 'stepKey', 'accountId', eb.val(at).as('at')])
            .where('callId', '=', callId)
            .orderBy('decisionId')
            .orderBy('accountId'),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning('accountId'),
    )
    .selectFrom('told')
    .innerJoin('account', 'account.accountId', 'told.accountId')
    .innerJoin('call', (join) => join.on('call.callId', '=', callId))
    .select(['account.email', 'account.locale', 'call.code', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['account.accountId', 'account.email', 'account.locale', 'call.code'])
    .orderBy('account.email')
    .execute()
}

/** How those are written to who last proposed lines. */
export async function findProposers(db: Db | Trx, decisionIds: readonly string[]) {
  return db
    .selectFrom('decision')
    .innerJoin('account', 'account.accountId', 'decision.proposedBy')
    .innerJoin('call', 'call.callId', 'decision.callId')
    .select(['account.email', 'account.locale', 'call.code', (eb) => eb.fn.countAll<number>().as('count')])
    .where('decision.decisionId', 'in', decisionIds)
    .where('account.isDisabled', '=', false)
    .groupBy(['account.accountId', 'account.email', 'account.locale', 'call.code'])
    .execute()
}

/** The steps that signed the decision of a file in the round in which it was decided. */
export async function findSignedSteps(db: Db | Trx, applicationId: string) {
  return db
    .selectFrom('decisionApproval')
    .innerJoin('decision', (join) =>
      join
        .onRef('decision.decisionId', '=', 'decisionApproval.decisionId')
        .onRef('decision.round', '=', 'decisionApproval.round'),
    )
    .select(['decisionApproval.stepLabel as label', 'decisionApproval.at'])
    .where('decision.applicationId', '=', applicationId)
    .where('decision.status', '<>', 'proposed')
    .where('decisionApproval.act', '=', 'approve')
    .orderBy('decisionApproval.at')
    .execute()
}
