import {
  type LetterFacts,
  LetterKind,
  type LetterPreview,
  type LetterTemplate,
  type LetterText,
} from '@progress-ess/shared/letters'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { DEFAULT_TEMPLATES } from './defaults.ts'
import * as queries from './letters.queries.ts'
import { kindsOf, valuesOf } from './letters.values.ts'
import { fill, findFaults, type LetterValues, PLACEHOLDERS } from './template.rules.ts'

export type Template = LetterText & { readonly version: number }

/** The templates that count for a call: its own, else the product’s. */
export async function readTemplates(db: Db | Trx, callId: string): Promise<Readonly<Record<LetterKind, Template>>> {
  const own = new Map((await queries.findTemplates(db, callId)).map((row) => [row.kind, row]))
  const of = (kind: LetterKind): Template => own.get(kind) ?? { ...DEFAULT_TEMPLATES[kind], version: 0 }
  return {
    award: of('award'),
    refusal: of('refusal'),
    reserve: of('reserve'),
    inadmissible: of('inadmissible'),
    deed: of('deed'),
  }
}

export async function findCall(ctx: Context<Db | Trx>, callId: string): Promise<queries.LetterCall> {
  const call = await queries.findLetterCall(ctx.db, callId)
  if (call === undefined) throw notFound('call')
  return call
}

const toTemplate = (ctx: Context<Db | Trx>, kind: LetterKind, { version, title, body }: Template): LetterTemplate => ({
  kind,
  version,
  title,
  body,
  placeholders: [...PLACEHOLDERS[kind]],
  allowedActions: hasRole(ctx.actor, 'agent', 'manager') ? ['change'] : [],
})

export async function listLetterTemplates(ctx: Context, callId: string): Promise<LetterTemplate[]> {
  await findCall(ctx, callId)
  const templates = await readTemplates(ctx.db, callId)
  return (LetterKind.enum as readonly LetterKind[]).map((kind) => toTemplate(ctx, kind, templates[kind]))
}

/** Refuses `template-invalid` with each fault at its line and column. */
export function refuseFaults(kind: LetterKind, { title, body }: LetterText): void {
  const faults = [
    ...findFaults(kind, title).map((fault) => ({ pointer: '/body/title', ...fault })),
    ...findFaults(kind, body).map((fault) => ({ pointer: '/body/body', ...fault })),
  ]
  const [first] = faults
  if (first === undefined) return
  throw new Refusal('unprocessable', 'template-invalid', `Line ${first.line}: {{${first.name}}} is no placeholder`, {
    errors: faults.slice(0, 20).map(({ pointer, code, name, line, column }) => ({
      pointer,
      keyword: code,
      message: `{{${name}}}, line ${line}, column ${column}`,
    })),
    context: { name: first.name, line: first.line, column: first.column },
  })
}

export function saveLetterTemplate(
  ctx: Context,
  callId: string,
  kind: LetterKind,
  version: number,
  text: LetterText,
): Promise<LetterTemplate> {
  return inTransaction(ctx, async (inner) => {
    await findCall(inner, callId)
    refuseFaults(kind, text)
    const current = (await readTemplates(inner.db, callId))[kind]
    if (current.version !== version) throw staleVersion(current.version)
    const row = { callId, kind, version: version + 1, ...text }
    const by = { createdBy: accountIdOf(inner.actor), createdAt: inner.now }
    if (!(await queries.insertTemplate(inner.db, { ...row, ...by }))) throw staleVersion(version + 1)
    await recordAudit(inner, {
      operation: 'saveLetterTemplate',
      subjectType: 'call',
      subjectId: callId,
      data: { kind, version: version + 1 },
    })
    return toTemplate(inner, kind, row)
  })
}

/** A template filled for one file. Refuses `letter-value-missing`, naming the file and what is missing. */
export function fillFor(template: LetterText, values: LetterValues, number: string | null): LetterText {
  const [title, body] = [fill(template.title, values), fill(template.body, values)]
  if (title.ok && body.ok) return { title: title.text.replaceAll('\n', ' '), body: body.text }
  const missing = [...new Set([title, body].flatMap((filled) => (filled.ok ? [] : filled.missing)))].sort()
  throw new Refusal('unprocessable', 'letter-value-missing', `File ${number ?? ''} lacks: ${missing.join(', ')}`, {
    context: { number, missing: missing.join(', ') },
  })
}

type Trial = LetterText & { readonly kind: LetterKind; readonly applicationId?: string }

/** Fills a template with the data of a file whose decision it suits, without keeping anything. */
export async function previewLetter(ctx: Context, callId: string, trial: Trial): Promise<LetterPreview> {
  const call = await findCall(ctx, callId)
  refuseFaults(trial.kind, trial)
  const told = (await queries.findTold(ctx.db, callId)).find(
    (one) =>
      kindsOf(one).includes(trial.kind) &&
      (trial.applicationId === undefined || one.applicationId === trial.applicationId),
  )
  if (told === undefined) throw notFound('decision')
  const { settings, now } = ctx
  const values = valuesOf(told, await queries.findResult(ctx.db, callId), { call, settings, now })
  const { applicationId, organisationName, number } = told
  return { applicationId, organisationName, number: number ?? '', ...fillFor(trial, values, number) }
}

export function changeLetterFacts(ctx: Context, callId: string, version: number, facts: LetterFacts): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const call = await findCall(inner, callId)
    if ((call.factsVersion ?? 0) !== version) throw staleVersion(call.factsVersion ?? 0)
    if (!(await queries.saveFacts(inner.db, callId, facts, version, inner.now))) throw staleVersion(version + 1)
    await recordAudit(inner, {
      operation: 'changeLetterFacts',
      subjectType: 'call',
      subjectId: callId,
      versionBefore: version,
      versionAfter: version + 1,
    })
  })
}
