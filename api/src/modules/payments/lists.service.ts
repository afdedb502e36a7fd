import type { Readable } from 'node:stream'
import type { MandateImportResult, PaymentList, PaymentListSummary } from '@progress-ess/shared/payments'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { parseCsv, separatorOf, toCsv } from '../../kit/csv.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import { openPdf } from '../../pdf/index.ts'
import { ibanOf } from './bank-accounts.service.ts'
import { followUpOf } from './follow-up.service.ts'
import { factsOf, LIST_COLUMNS, listRow } from './list-csv.rules.ts'
import * as queries from './lists.queries.ts'
import { toListSummary, toPaymentList } from './lists.views.ts'
import { readMandates } from './mandates.rules.ts'
import { move, refuseReplaced, settle } from './payments.service.ts'
import { statementOf } from './statement.ts'

async function read(ctx: Context<Db | Trx>, paymentListId: string): Promise<PaymentList> {
  const row = await queries.findList(ctx.db, paymentListId)
  if (row === undefined) throw notFound('payment-list')
  return toPaymentList(row, await queries.findLines(ctx.db, paymentListId))
}

export const getPaymentList = (ctx: Context, paymentListId: string): Promise<PaymentList> => read(ctx, paymentListId)

export async function listPaymentLists(ctx: Context, callId: string): Promise<PaymentListSummary[]> {
  if ((await queries.findListCall(ctx.db, callId)) === undefined) throw notFound('call')
  return (await queries.findLists(ctx.db, callId)).map(toListSummary)
}

/** Orders every approved payment of a call in one transaction: a list, numbered in the year, with what each line says. */
export function createPaymentList(ctx: Context, callId: string): Promise<PaymentList> {
  return inTransaction(ctx, async (inner) => {
    const call = await queries.findListCall(inner.db, callId)
    if (call === undefined) throw notFound('call')
    const count = await queries.lockLists(inner.db, callId)
    const ids = await queries.lockApproved(inner.db, callId)
    if (ids.length === 0) throw new Refusal('conflict', 'no-approved-payment', 'No payment of this call is approved')
    const payees = new Map((await queries.findPayees(inner.db, ids)).map((one) => [one.paymentId, one]))
    const { accounting } = await followUpOf(inner.db, callId)
    const year = Number(dayInParis(inner.now).slice(0, 4))
    const paymentListId = newId()
    const lines = ids.map((paymentId, index): queries.NewLine => {
      const payee = payees.get(paymentId)
      if (payee === undefined) throw notFound('payment')
      const { bankAccountId, amountCents } = payee
      const documents = payee.agreementSha256 === null ? [] : [{ name: 'convention', sha256: payee.agreementSha256 }]
      const facts = factsOf(payee, accounting, documents)
      return { paymentListId, place: index + 1, paymentId, bankAccountId, amountCents, facts }
    })
    const list = {
      paymentListId,
      callId,
      number: `${call.code}-${year}-${String(count + 1).padStart(3, '0')}`,
      year,
      paymentCount: lines.length,
      totalCents: lines.reduce((sum, { amountCents }) => sum + amountCents, 0),
      madeBy: requireAccount(inner.actor).accountId,
      madeAt: inner.now,
    }
    await queries.insertList(inner.db, list, lines)
    for (const paymentId of ids) {
      await move(inner, paymentId, 'order', (row) => {
        refuseReplaced(row)
        return { paymentListId }
      })
    }
    await recordAudit(inner, {
      operation: 'createPaymentList',
      subjectType: 'paymentList',
      subjectId: paymentListId,
      data: { callId, number: list.number, paymentCount: list.paymentCount, totalCents: list.totalCents },
    })
    return read(inner, paymentListId)
  })
}

/** The list with whole account numbers; who took it stands in the trail. */
export function exportPaymentList(ctx: Context, paymentListId: string): Promise<{ csv: string; number: string }> {
  return inTransaction(ctx, async (inner) => {
    const list = await queries.findList(inner.db, paymentListId)
    if (list === undefined) throw notFound('payment-list')
    const lines = await queries.findLines(inner.db, paymentListId)
    const replaced = lines.filter(({ status, accountStatus }) => status === 'ordered' && accountStatus !== 'confirmed')
    if (replaced.length > 0) {
      throw new Refusal('conflict', 'bank-account-replaced', 'An account of this list was replaced since it was made', {
        errors: replaced.map(({ place, facts }) => ({
          pointer: `/lines/${place}`,
          keyword: 'bank-account-replaced',
          message: facts.number,
        })),
      })
    }
    const rows = lines.map((line) => listRow(list, { ...line, iban: ibanOf(inner, line) }))
    await recordAudit(inner, {
      operation: 'exportPaymentList',
      subjectType: 'paymentList',
      subjectId: paymentListId,
      data: { number: list.number, lines: lines.length },
    })
    return { csv: toCsv(LIST_COLUMNS, rows, { separator: ';' }), number: list.number }
  })
}

/** The same list on paper: nothing of it is secret but the account numbers, which are masked. */
export async function exportPaymentStatement(
  ctx: Context,
  paymentListId: string,
): Promise<{ pdf: Readable; number: string }> {
  const list = await queries.findList(ctx.db, paymentListId)
  if (list === undefined) throw notFound('payment-list')
  const lines = await queries.findLines(ctx.db, paymentListId)
  return { pdf: openPdf(statementOf(list, lines, ctx.settings.service)), number: list.number }
}

/** Reads what the accountant sent back: all of it or nothing, each refused line named. Sent again it changes nothing. */
export function importMandates(ctx: Context, paymentListId: string, csv: string): Promise<MandateImportResult> {
  return inTransaction(ctx, async (inner) => {
    const list = await queries.findList(inner.db, paymentListId)
    if (list === undefined) throw notFound('payment-list')
    await queries.lockAwardsOf(inner.db, paymentListId)
    const lines = await queries.findLines(inner.db, paymentListId)
    const rows = parseCsv(csv, separatorOf(csv))
    if (rows === null)
      throw refused([{ pointer: '/lines/0', code: 'csv-broken', detail: 'A quotation mark is never closed' }])
    const today = dayInParis(inner.now)
    const file = readMandates(rows, { number: list.number, lines, today })
    if (!file.ok) throw refused(file.faults)
    let [paidCents, rejectedCents] = [0, 0]
    for (const { place, mandateNumber, mandatedOn, outcome } of file.changes) {
      const line = lines.find((one) => one.place === place)
      if (line === undefined) throw notFound('payment')
      if (outcome !== null && 'paidOn' in outcome) {
        await settle(inner, line.paymentId, { outcome: 'paid', paidOn: outcome.paidOn, mandateNumber, mandatedOn })
        paidCents += line.amountCents
      } else if (outcome !== null) {
        await settle(inner, line.paymentId, { outcome: 'failed', reason: outcome.reason })
        rejectedCents += line.amountCents
      }
      const said = outcome === null ? {} : 'paidOn' in outcome ? outcome : { rejectedReason: outcome.reason }
      await queries.saveLineOutcome(
        inner.db,
        { paymentListId, place },
        { mandateNumber, mandatedOn, ...said },
        inner.now,
      )
    }
    const result = {
      changedCount: file.changes.length,
      unchangedCount: file.unchangedCount,
      paidCents,
      rejectedCents,
    }
    await recordAudit(inner, {
      operation: 'importMandates',
      subjectType: 'paymentList',
      subjectId: paymentListId,
      data: { number: list.number, ...result },
    })
    return result
  })
}

const refused = (faults: readonly { pointer: string; code: string; detail: string }[]): Refusal =>
  new Refusal('unprocessable', 'mandates-refused', 'The file is refused: nothing of it was read', {
    errors: errorsOf(faults.slice(0, 100)),
  })
