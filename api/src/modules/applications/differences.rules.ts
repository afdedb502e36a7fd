import type { RevisionContent, RevisionDifference } from '@progress-ess/shared/applications'
import type { AnswerValue, CallForm } from '@progress-ess/shared/calls'
import { budgetLine } from '@progress-ess/shared/reference'
import { questionsOf } from './answers.rules.ts'

type Value = { readonly label: string; readonly text: string }

/** Every part of a revision as text, by pointer: what two revisions are compared on. */
function flatten(form: CallForm, content: RevisionContent): Map<string, Value> {
  const parts = new Map<string, Value>()
  for (const { id, label } of questionsOf(form)) {
    const value = content.answers[id]
    if (value !== null && value !== undefined) parts.set(`/answers/${id}`, { label, text: textOf(value) })
  }
  const counts = new Map<string, number>()
  for (const line of content.budget) {
    const name = line.detail ?? ''
    const key = `/budget/${line.lineId}${name === '' ? '' : `/${encodeURIComponent(name)}`}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const label = [budgetLine(line.lineId)?.label ?? line.lineId, name].filter((part) => part !== '').join(', ')
    parts.set(count === 1 ? key : `${key}/${count}`, { label, text: String(line.amountCents) })
  }
  if (content.contactName !== null) parts.set('/contactName', { label: 'Contact', text: content.contactName })
  if (content.contactPhone !== null) parts.set('/contactPhone', { label: 'Téléphone', text: content.contactPhone })
  return parts
}

const textOf = (value: AnswerValue): string => (Array.isArray(value) ? value.join(', ') : String(value))

/** What changed from one revision to another. Amounts are cents in text; lists are joined. */
export function differencesOf(form: CallForm, from: RevisionContent, to: RevisionContent): RevisionDifference[] {
  const [before, after] = [flatten(form, from), flatten(form, to)]
  const pointers = [...new Set([...before.keys(), ...after.keys()])]
  return pointers.flatMap((pointer): RevisionDifference[] => {
    const [old, now] = [before.get(pointer), after.get(pointer)]
    if (old?.text === now?.text) return []
    return [
      {
        pointer,
        label: (now ?? old)?.label ?? pointer,
        before: old?.text ?? null,
        after: now?.text ?? null,
        kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
      },
    ]
  })
}
