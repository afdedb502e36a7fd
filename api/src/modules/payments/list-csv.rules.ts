import type { Accounting, PaymentKind } from '@progress-ess/shared/payments'
import { eurosOf } from '../../kit/money.rules.ts'

/** What a list said of a payment when it was made. It stays so, whatever changes afterwards. */
export type LineFacts = {
  readonly number: string
  readonly organisationName: string
  readonly siret: string | null
  readonly holder: string
  readonly object: string
  readonly budgetAccount: string
  readonly commitmentNumber: string | null
  readonly functionCode: string | null
  readonly deliberationNumber: string | null
  readonly deliberationOn: string | null
  /** What proves the payment, each with its SHA-256. */
  readonly documents: readonly { readonly name: string; readonly sha256: string }[]
}

type Payee = {
  readonly number: string | null
  readonly name: string
  readonly siret: string | null
  readonly family: string
  readonly holder: string
  readonly projectTitle: string | null
}

/** Associations, foundations and mutual societies on one budget account, cooperatives and companies on the other. */
const COMPANIES: ReadonlySet<string> = new Set(['company', 'cooperative'])

export const factsOf = (
  { number, name, siret, family, holder, projectTitle }: Payee,
  { associationAccount, companyAccount, ...accounting }: Accounting,
  documents: LineFacts['documents'],
): LineFacts => ({
  number: number ?? '',
  organisationName: name,
  siret,
  holder,
  object: projectTitle ?? '',
  budgetAccount: COMPANIES.has(family) ? companyAccount : associationAccount,
  ...accounting,
  documents,
})

/** As the finance software of a département knows them. */
const KINDS: Readonly<Record<PaymentKind, string>> = {
  advance: 'avance',
  interim: 'acompte',
  balance: 'solde',
  single: 'unique',
}

export const LIST_COLUMNS = [
  'exercice',
  'engagement',
  'liste',
  'ligne',
  'dossier',
  'beneficiaire',
  'siret',
  'titulaire',
  'iban',
  'bic',
  'montant',
  'nature',
  'imputation',
  'fonction',
  'objet',
  'deliberation',
  'dateDeliberation',
  'pieces',
  'mandat',
  'dateMandat',
  'datePaiement',
  'rejet',
] as const

export type ListedLine = {
  readonly place: number
  readonly kind: PaymentKind
  readonly amountCents: number
  readonly facts: LineFacts
  readonly iban: string
  readonly bic: string | null
  readonly mandateNumber: string | null
  readonly mandatedOn: string | null
  readonly paidOn: string | null
  readonly rejectedReason: string | null
}

/** One row of the list, in the order of `LIST_COLUMNS`. The last four come back filled by the accountant. */
export const listRow = (list: { number: string; year: number }, line: ListedLine): string[] => [
  String(list.year),
  line.facts.commitmentNumber ?? '',
  list.number,
  String(line.place),
  line.facts.number,
  line.facts.organisationName,
  line.facts.siret ?? '',
  line.facts.holder,
  line.iban,
  line.bic ?? '',
  eurosOf(line.amountCents),
  KINDS[line.kind],
  line.facts.budgetAccount,
  line.facts.functionCode ?? '',
  line.facts.object,
  line.facts.deliberationNumber ?? '',
  line.facts.deliberationOn ?? '',
  line.facts.documents.map(({ name, sha256 }) => `${name} sha256:${sha256}`).join(' | '),
  line.mandateNumber ?? '',
  line.mandatedOn ?? '',
  line.paidOn ?? '',
  line.rejectedReason ?? '',
]
