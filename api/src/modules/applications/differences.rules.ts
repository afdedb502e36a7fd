import type { BudgetLine, RevisionContent, RevisionDifference, RevisionFile } from '@progress-ess/shared/applications'
import type { AnswerValue, CallForm, Question } from '@progress-ess/shared/calls'
import { budgetLine, COMMUNES } from '@progress-ess/shared/reference'
import { questionsOf } from './answers.rules.ts'

type Part = { readonly pointer: string; readonly label: string; readonly text: string | null }

/** Every part of a revision as text: what two revisions are compared on. Names are those of the form, in French. */
const partsOf = (form: CallForm, { organisation, answers, budget, files = [], ...rest }: RevisionContent): Part[] => [
  ...questionsOf(form).map((question) => {
    const { id, label } = question
    return { pointer: `/answers/${id}`, label, text: textOf(question, answers[id] ?? null, files) }
  }),
  ...budgetParts(budget),
  { pointer: '/contactName', label: 'Contact', text: rest.contactName },
  { pointer: '/contactPhone', label: 'Téléphone', text: rest.contactPhone },
  { pointer: '/organisation/name', label: 'Nom de la structure', text: organisation.name },
  { pointer: '/organisation/siret', label: 'SIRET', text: organisation.siret },
  { pointer: '/organisation/rna', label: 'RNA', text: organisation.rna },
  { pointer: '/organisation/communeName', label: 'Commune de la structure', text: organisation.communeName },
  { pointer: '/organisation/esusEndsOn', label: 'Fin de l’agrément ESUS', text: organisation.esusEndsOn },
  { pointer: '/signatoryName', label: 'Signataire', text: rest.signatoryName },
  { pointer: '/signatoryQuality', label: 'Qualité du signataire', text: rest.signatoryQuality },
]

function textOf(
  { kind, options = [] }: Question,
  value: AnswerValue | null,
  files: readonly RevisionFile[],
): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 'Oui' : 'Non'
  const nameOf = (one: string): string =>
    kind === 'communes'
      ? (COMMUNES.find(({ code }) => code === one)?.name ?? one)
      : kind === 'files'
        ? (files.find(({ fileId }) => fileId === one)?.name ?? one)
        : (options.find((option) => option.value === one)?.label ?? one)
  if (Array.isArray(value)) return value.map(nameOf).join(', ')
  return kind === 'choice' ? nameOf(String(value)) : String(value)
}

const FUNDING = { requested: 'demandé', granted: 'accordé' } as const

/** The amount of each line, and whether it is granted. Lines that are alike are told apart by their order. */
function budgetParts(budget: readonly BudgetLine[]): Part[] {
  const counts = new Map<string, number>()
  return budget.flatMap(({ lineId, detail, amountCents, fundingStatus }): Part[] => {
    const key = `/budget/${lineId}${detail === null ? '' : `/${encodeURIComponent(detail)}`}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const pointer = count === 1 ? key : `${key}/${count}`
    const label = [budgetLine(lineId)?.label ?? lineId, detail].filter((part) => part !== null).join(', ')
    return [
      { pointer, label, text: String(amountCents) },
      {
        pointer: `${pointer}/fundingStatus`,
        label: `${label} (état)`,
        text: fundingStatus === null ? null : FUNDING[fundingStatus],
      },
    ]
  })
}

/** What changed from one revision to another. Amounts are cents in text; lists are joined. */
export function differencesOf(form: CallForm, from: RevisionContent, to: RevisionContent): RevisionDifference[] {
  const after = partsOf(form, to)
  const before = partsOf(form, from)
  const known = new Map(before.map((part) => [part.pointer, part.text]))
  const kept = new Set(after.map(({ pointer }) => pointer))
  const gone = before.filter(({ pointer }) => !kept.has(pointer))
  return [
    ...after.flatMap(({ pointer, label, text }) => difference(pointer, label, known.get(pointer) ?? null, text)),
    ...gone.flatMap(({ pointer, label, text }) => difference(pointer, label, text, null)),
  ]
}

function difference(pointer: string, label: string, before: string | null, after: string | null): RevisionDifference[] {
  if (before === after) return []
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
  return [{ pointer, label, before, after, kind }]
}
