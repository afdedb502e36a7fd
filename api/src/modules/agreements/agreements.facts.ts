import type { FollowUpSettings } from '@progress-ess/shared/payments'
import type { Settings } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { inWords } from '../../kit/words.ts'
import type { TextFacts } from './agreement-text.rules.ts'
import type { findInstalments, findTextFacts } from './agreements.queries.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findTextFacts>>>
type Instalment = Awaited<ReturnType<typeof findInstalments>>[number]

const KIND: Readonly<Record<Instalment['kind'], string>> = {
  advance: 'une avance',
  interim: 'un acompte',
  balance: 'le solde',
  single: 'un versement unique',
}
const DUE: Readonly<Record<Exclude<Instalment['due'], 'date'>, string>> = {
  award: 'à la notification de l’attribution',
  agreement: 'à la signature de la convention',
  report: 'après acceptation du compte rendu financier',
}

const when = ({ due, dueOn }: Instalment): string => (due === 'date' ? `le ${inWords.day(dueOn ?? '')}` : DUE[due])

/** One line an instalment; people’s words are put in as text, they make no block of their own. */
export const instalmentLines = (items: readonly Instalment[]): string =>
  items.map((one) => `- ${KIND[one.kind]} de ${inWords.euros(one.amountCents)}, ${when(one)}`).join('\n')

const oneLine = (text: string | null, otherwise = '…'): string =>
  text === null || text.trim() === '' ? otherwise : text.replace(/\s+/g, ' ').trim()

const dayOf = (answer: unknown): string => (typeof answer === 'string' ? inWords.day(answer) : '…')

/** What the placeholders of a text stand for, in French, as the agreement is. */
export const textFactsOf = (
  row: Row,
  items: readonly Instalment[],
  { reportMonths, accounting }: FollowUpSettings,
  conditions: string,
  { service, now }: { service: Settings['service']; now: Date },
): TextFacts => ({
  service: service.name,
  structure: oneLine(row.name),
  numeroStructure: row.siret ?? row.siren ?? row.rna ?? '…',
  adresse: oneLine([row.street, `${row.postcode} ${row.communeName}`].filter(Boolean).join(', ')),
  representant: oneLine(row.representativeName),
  qualite: oneLine(row.representativeQuality),
  appel: oneLine(row.callTitle),
  dossier: row.number ?? '…',
  projet: oneLine(row.projectTitle),
  montant: inWords.euros(row.amountCents),
  versements: items.length === 0 ? '- …' : instalmentLines(items),
  conditions: conditions.trim(),
  debut: dayOf(row.answers['startOn']),
  fin: dayOf(row.answers['endOn']),
  moisBilan: inWords.count(reportMonths),
  deliberation:
    accounting.deliberationNumber === null
      ? '…'
      : `n° ${accounting.deliberationNumber}${accounting.deliberationOn === null ? '' : ` du ${inWords.day(accounting.deliberationOn)}`}`,
  date: inWords.day(dayInParis(now)),
})
