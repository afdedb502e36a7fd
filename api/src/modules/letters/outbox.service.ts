import type { Letter, LetterOutbox, LetterText } from '@progress-ess/shared/letters'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { fingerprintOf } from '../../kit/canonical.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import * as queries from './letters.queries.ts'
import { decideLetter, type LetterRole } from './letters.rules.ts'
import { kindsOf, NO_FACTS, valuesOf } from './letters.values.ts'
import { toLetter } from './letters.views.ts'
import { fillFor, findCall, readTemplates, refuseFaults } from './templates.service.ts'

export const rolesOf = ({ actor }: Context<Db | Trx>): LetterRole[] => [
  ...(actor.kind === 'system' ? (['system'] as const) : []),
  ...(hasRole(actor, 'agent', 'manager') ? (['agent'] as const) : []),
  ...(hasRole(actor, 'manager') ? (['manager'] as const) : []),
]

const keyOf = ({ decisionId, kind }: { decisionId: string; kind: string }): string => `${decisionId} ${kind}`

/** Every letter that the decisions of a call ask for, by decision and kind: filled on demand, with its fingerprint. */
export async function readWanted(ctx: Context<Db | Trx>, call: queries.LetterCall) {
  const [told, result, templates] = await Promise.all([
    queries.findTold(ctx.db, call.callId),
    queries.findResult(ctx.db, call.callId),
    readTemplates(ctx.db, call.callId),
  ])
  const { settings, now } = ctx
  return new Map(
    told.flatMap((one) => {
      const values = valuesOf(one, result, { call, settings, now })
      return kindsOf(one).map((kind) => {
        const template = templates[kind]
        // The day of the making is no reason to make it again.
        const sourceSha256 = fingerprintOf({ template, values: { ...values, date: null } })
        const make = (): LetterText => fillFor(template, values, one.number)
        return [keyOf({ ...one, kind }), { told: one, kind, templateVersion: template.version, sourceSha256, make }]
      })
    }),
  )
}

type Wanted = Awaited<ReturnType<typeof readWanted>>

/** What was sent stays as it was; what waits is outdated once its template, its facts or its decision have changed. */
export const isOutdated = (row: queries.LetterRow, wanted: Wanted): boolean =>
  row.status !== 'sent' && wanted.get(keyOf(row))?.sourceSha256 !== row.sourceSha256

const failureOf = ({ publishFailedCode: code, publishFailedAt: at }: queries.LetterCall) =>
  code === null || at === null ? null : { code, at: at.toISOString() }

export async function getLetterOutbox(ctx: Context<Db | Trx>, callId: string): Promise<LetterOutbox> {
  const call = await findCall(ctx, callId)
  const [wanted, rows] = await Promise.all([readWanted(ctx, call), queries.findLetters(ctx.db, callId)])
  const roles = rolesOf(ctx)
  const has = new Set(rows.map(keyOf))
  const areResultsPublished = call.status === 'results_published' || call.status === 'archived'
  const missingCount = [...wanted.keys()].filter((key) => !has.has(key)).length
  const isWaiting = (status: string): boolean => rows.some((row) => row.status === status)
  const isManager = roles.includes('manager')
  return {
    callId,
    facts: { ...NO_FACTS, ...call.facts },
    factsVersion: call.factsVersion ?? 0,
    letters: rows.map((row) => toLetter(row, { roles, isOutdated: isOutdated(row, wanted), now: ctx.now })),
    missingCount,
    areResultsPublished,
    publishAt: call.publishAt?.toISOString() ?? null,
    publishFailure: areResultsPublished && !isWaiting('approved') ? null : failureOf(call),
    allowedActions: [
      ...(roles.includes('agent') && wanted.size > 0 ? (['generate'] as const) : []),
      ...(isManager && isWaiting('draft') ? (['approve'] as const) : []),
      ...(isManager && isWaiting('approved') && areResultsPublished ? (['send'] as const) : []),
      ...(roles.includes('agent') ? (['change_facts'] as const) : []),
      ...(isManager && call.status === 'published' ? (['schedule'] as const) : []),
    ],
  }
}

/**
 * Makes the letters that are missing or outdated, in one transaction. What was sent stays; what was edited by hand stays
 * unless asked. A letter whose decision has become another goes.
 */
export function generateLetters(ctx: Context, callId: string, replacesEdited: boolean): Promise<LetterOutbox> {
  return inTransaction(ctx, async (inner) => {
    const call = await findCall(inner, callId)
    await queries.lockWaiting(inner.db, callId)
    const wanted = await readWanted(inner, call)
    if (wanted.size === 0) throw new Refusal('conflict', 'no-decision-for-letters', 'No decision was taken yet')
    const rows = await queries.findLetters(inner.db, callId)
    const known = new Map(rows.map((row) => [keyOf(row), row]))
    const gone = rows.filter((row) => row.status !== 'sent' && !wanted.has(keyOf(row)))
    await queries.deleteLetters(
      inner.db,
      gone.map(({ letterId }) => letterId),
    )
    const fresh: queries.NewLetter[] = []
    let remade = 0
    for (const [key, { told, kind, templateVersion, sourceSha256, make }] of wanted) {
      const row = known.get(key)
      if (row === undefined) {
        const { decisionId, applicationId } = told
        fresh.push({
          ...{ letterId: newId(), callId, applicationId, decisionId, kind, templateVersion, sourceSha256 },
          ...make(),
        })
      } else if (row.status !== 'sent' && (row.isEdited ? replacesEdited : row.sourceSha256 !== sourceSha256)) {
        const change = { ...make(), templateVersion, sourceSha256, isEdited: false }
        await queries.saveLetter(inner.db, row.letterId, { ...change, ...UNAPPROVED }, inner.now)
        remade += 1
      }
    }
    await queries.insertLetters(inner.db, fresh, inner.now)
    await recordAudit(inner, {
      operation: 'generateLetters',
      subjectType: 'call',
      subjectId: callId,
      data: { made: fresh.length, remade, removed: gone.length, replacesEdited },
    })
    return getLetterOutbox(inner, callId)
  })
}

const UNAPPROVED = { status: 'draft', approvedBy: null, approvedAt: null } as const

export function editLetter(ctx: Context, letterId: string, version: number, text: LetterText): Promise<Letter> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockLetter(inner.db, letterId)
    if (row === undefined) throw notFound('letter')
    if (row.version !== version) throw staleVersion(row.version)
    const roles = rolesOf(inner)
    const verdict = decideLetter(row.status, 'edit', roles)
    if (!verdict.ok) throw refusalOf(verdict)
    refuseBraces(row.kind, text)
    const wanted = await readWanted(inner, await findCall(inner, row.callId))
    const source = wanted.get(keyOf(row))
    await queries.saveLetter(
      inner.db,
      letterId,
      { ...text, isEdited: true, ...UNAPPROVED, sourceSha256: source?.sourceSha256 ?? row.sourceSha256 },
      inner.now,
    )
    await recordAudit(inner, {
      operation: 'editLetter',
      subjectType: 'letter',
      subjectId: letterId,
      versionBefore: version,
      versionAfter: version + 1,
    })
    const after = await queries.findLetter(inner.db, letterId)
    if (after === undefined) throw notFound('letter')
    return toLetter(after, { roles, isOutdated: isOutdated(after, wanted), now: inner.now })
  })
}

/** A letter is words: what looks like a placeholder in it would be sent as it stands. */
function refuseBraces(kind: Letter['kind'], text: LetterText): void {
  refuseFaults(kind, text)
  for (const [field, said] of [['title', text.title] as const, ['body', text.body] as const]) {
    const at = said.indexOf('{{')
    if (at === -1) continue
    const name = said.slice(at + 2, at + 42)
    throw new Refusal('unprocessable', 'template-invalid', 'A letter holds no placeholders', {
      errors: [{ pointer: `/body/${field}`, keyword: 'placeholder-unknown', message: `{{${name}` }],
      context: { name, line: said.slice(0, at).split('\n').length, column: 1 },
    })
  }
}

/** Approves every draft. Refuses `letters-outdated` while one of them tells what is so no longer. */
export function approveLetters(ctx: Context, callId: string): Promise<LetterOutbox> {
  return inTransaction(ctx, async (inner) => {
    const call = await findCall(inner, callId)
    await queries.lockWaiting(inner.db, callId)
    const rows = await queries.findLetters(inner.db, callId)
    const drafts = rows.filter(({ status }) => decideLetter(status, 'approve', rolesOf(inner)).ok)
    if (drafts.length === 0) throw new Refusal('conflict', 'no-letter-waiting', 'No letter waits for approval')
    refuseOutdated(drafts, await readWanted(inner, call))
    const approved = { status: 'approved', approvedBy: accountIdOf(inner.actor), approvedAt: inner.now } as const
    for (const { letterId } of drafts) await queries.saveLetter(inner.db, letterId, approved, inner.now)
    await recordAudit(inner, {
      operation: 'approveLetters',
      subjectType: 'call',
      subjectId: callId,
      data: { letters: drafts.length },
    })
    return getLetterOutbox(inner, callId)
  })
}

export function refuseOutdated(rows: readonly queries.LetterRow[], wanted: Wanted): void {
  const outdated = rows.filter((row) => isOutdated(row, wanted)).length
  if (outdated === 0) return
  throw new Refusal('conflict', 'letters-outdated', 'Some letters tell what has changed since', {
    context: { outdated },
  })
}
