import type { Answers, Question } from '@progress-ess/shared/calls'
import { TITLE_QUESTION } from '@progress-ess/shared/calls'
import type { Context } from '../../kit/context.ts'
import { questionsOf } from './answers.rules.ts'
import { getApplication, saveApplication } from './applications.service.ts'
import { findTerms } from './applications.queries.ts'

export type Prefill = {
  readonly title: string | null
  readonly summary: string | null
  readonly contactName: string | null
  readonly contactPhone: string | null
}

const SUMMARY_QUESTION = 'summary'

/** Cut to what the question holds, on one line where it has one. */
function fitted({ kind, maxLength }: Question, text: string): string {
  const most = maxLength ?? (kind === 'shortText' ? 300 : 10_000)
  return (kind === 'shortText' ? text.replace(/\s+/g, ' ') : text).trim().slice(0, most)
}

/** Writes into a draft what is known and not answered yet. What somebody typed stays; a file that was submitted is left alone. */
export async function prefillApplication(ctx: Context, applicationId: string, known: Prefill): Promise<void> {
  const { status, answers, callId, version, contactName, contactPhone } = await getApplication(ctx, applicationId)
  const terms = await findTerms(ctx.db, callId)
  if (status !== 'draft' || terms === undefined) return
  const wanted: readonly [string, string | null][] = [
    [TITLE_QUESTION, known.title],
    [SUMMARY_QUESTION, known.summary],
  ]
  const questions = new Map(questionsOf(terms.form).map((question) => [question.id, question]))
  const filled: Answers = {}
  for (const [id, text] of wanted) {
    const question = questions.get(id)
    const isText = question?.kind === 'shortText' || question?.kind === 'longText'
    if (text === null || !isText || answers[id] != null) continue
    const value = fitted(question, text)
    if (value !== '') filled[id] = value
  }
  const change = {
    ...(Object.keys(filled).length === 0 ? {} : { answers: filled }),
    ...(contactName === null && known.contactName !== null ? { contactName: known.contactName } : {}),
    ...(contactPhone === null && known.contactPhone !== null ? { contactPhone: known.contactPhone } : {}),
  }
  if (Object.keys(change).length > 0) await saveApplication(ctx, applicationId, version, change)
}
