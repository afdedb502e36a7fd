import { RefundStatus, ReportStatus } from '@progress-ess/shared/reports'
import { AgreementStatus } from '@progress-ess/shared/agreements'
import { ApplicationStatus, AwardStatus } from '@progress-ess/shared/applications'
import { ApprovalState } from '@progress-ess/shared/awards'
import { CallStatus } from '@progress-ess/shared/calls'
import { EvaluationStatus } from '@progress-ess/shared/evaluations'
import { BankAccountStatus, PaymentStatus } from '@progress-ess/shared/payments'
import { JobStatus } from '@progress-ess/shared/jobs'
import { LetterStatus } from '@progress-ess/shared/letters'
import { ASSIGNMENT_STATUSES } from '@progress-ess/shared/referrals'
import { ReserveOfferStatus } from '@progress-ess/shared/reserve-offers'
import { APPLICATION_MACHINE } from '../../api/src/modules/applications/applications.rules.ts'
import { AWARD_MACHINE } from '../../api/src/modules/awards/decisions.rules.ts'
import { APPROVAL_MACHINE } from '../../api/src/modules/awards/approvals.rules.ts'
import { CALL_MACHINE } from '../../api/src/modules/calls/calls.rules.ts'
import { AGREEMENT_MACHINE } from '../../api/src/modules/agreements/agreements.rules.ts'
import { REFUND_MACHINE, REPORT_MACHINE } from '../../api/src/modules/reports/reports.rules.ts'
import { BANK_ACCOUNT_MACHINE } from '../../api/src/modules/payments/bank-accounts.rules.ts'
import { PAYMENT_MACHINE } from '../../api/src/modules/payments/payments.rules.ts'
import { EVALUATION_MACHINE } from '../../api/src/modules/evaluations/evaluations.rules.ts'
import { ASSIGNMENT_MACHINE } from '../../api/src/modules/referrals/referrals.rules.ts'
import { JOB_MACHINE } from '../../api/src/modules/jobs/jobs.rules.ts'
import { LETTER_MACHINE } from '../../api/src/modules/letters/letters.rules.ts'
import { OFFER_MACHINE } from '../../api/src/modules/reserve-offers/offers.rules.ts'
import type { Transition } from '../../api/src/kit/machine.rules.ts'

type Row = Transition<string, string, string>
export type Machine = {
  readonly name: string
  readonly title: string
  readonly words: string
  readonly start: string
  /** In the order of a usual course. */
  readonly states: readonly string[]
  readonly rows: readonly Row[]
}

/** Every state machine of the product. A test compares this list with who imports `kit/machine.rules.ts`. */
export const MACHINES: readonly Machine[] = [
  {
    name: 'assignment',
    title: 'Assignment of a referral',
    words:
      'One recipient’s part of a referral (*orientation*). The state of the referral itself is derived: an open assignment outranks a closed one. `resume` leads back to where it was put on hold. See [the protocol](guides/referrals.md).',
    start: 'draft',
    states: ASSIGNMENT_STATUSES,
    rows: ASSIGNMENT_MACHINE,
  },
  {
    name: 'call',
    title: 'Call for projects',
    words:
      'An edition (*appel à projets*), from its drafting to its results. Opening and closing are moments, not events: they follow from the dates.',
    start: 'draft',
    states: CallStatus.enum,
    rows: CALL_MACHINE,
  },
  {
    name: 'application',
    title: 'Application',
    words: 'A file (*dossier*) that answers a call. `restore` leads back to the state that was left by the withdrawal.',
    start: 'draft',
    states: ApplicationStatus.enum,
    rows: APPLICATION_MACHINE,
  },
  {
    name: 'evaluation',
    title: 'Evaluation',
    words:
      'The marks of one evaluator on one application. Nothing of the file opens before the declaration of no conflict.',
    start: 'assigned',
    states: EvaluationStatus.enum,
    rows: EVALUATION_MACHINE,
  },
  {
    name: 'award',
    title: 'Award',
    words:
      'What a published decision gives. Money that is renounced, lapsed (not accepted in time) or reduced goes back to the envelope, and to the reserve list.',
    start: 'committed',
    states: AwardStatus.enum,
    rows: AWARD_MACHINE,
  },
  {
    name: 'approval',
    title: 'Approvals of a proposed decision',
    words:
      'The signatures (*visas*) that a line needs before it is decided: derived from the chain of its call and from what was signed, never stored. A change of the line begins a new round from any state: `waiting`, or `not_needed` where no step applies to it.',
    start: 'waiting',
    states: [...ApprovalState.enum, 'decided'],
    rows: APPROVAL_MACHINE,
  },
  {
    name: 'letter',
    title: 'Letter',
    words:
      'A letter (*courrier*) that tells a decision, in the outbox. Whatever changes it takes its approval back; once sent it stays as it was, to the byte.',
    start: 'draft',
    states: LetterStatus.enum,
    rows: LETTER_MACHINE,
  },
  {
    name: 'job',
    title: 'Job',
    words:
      'A computation that takes longer than a request should (*calcul*). `begin` from `running`: the process that had it is dead, or let it go. Its scenario is written in the transaction in which it becomes `done`.',
    start: 'waiting',
    states: JobStatus.enum,
    rows: JOB_MACHINE,
  },
  {
    name: 'offer',
    title: 'Offer to the reserve list',
    words:
      'Money that came back, offered to the next file of the reserve list until an instant; the ledger holds it meanwhile. Accepted, it becomes an award; else it goes to the next.',
    start: 'offered',
    states: ReserveOfferStatus.enum,
    rows: OFFER_MACHINE,
  },
  {
    name: 'agreement',
    title: 'Agreement',
    words:
      'What a beneficiary signs before it is paid (*convention*). What was sent stays word for word; a signed one agrees its award.',
    start: 'drafted',
    states: AgreementStatus.enum,
    rows: AGREEMENT_MACHINE,
  },
  {
    name: 'payment',
    title: 'Payment',
    words:
      'An instalment of an award (*versement*). Whoever asked for it never approves it; the accountant pays it. What was paid stands in the ledger.',
    start: 'planned',
    states: PaymentStatus.enum,
    rows: PAYMENT_MACHINE,
  },
  {
    name: 'report',
    title: 'Report',
    words:
      'What a beneficiary owes after an award (*compte rendu financier*). Late is no state: it follows from the day.',
    start: 'due',
    states: ReportStatus.enum,
    rows: REPORT_MACHINE,
  },
  {
    name: 'refund',
    title: 'Refund',
    words:
      'Money claimed back (*reversement*). It enters the ledger when it has come; its release is an act of its own.',
    start: 'claimed',
    states: RefundStatus.enum,
    rows: REFUND_MACHINE,
  },
  {
    name: 'bank-account',
    title: 'Bank account',
    words:
      'Where an organisation is paid (*compte bancaire*). Whoever proposed it never confirms it; a confirmed one is replaced, never changed.',
    start: 'proposed',
    states: BankAccountStatus.enum,
    rows: BANK_ACCOUNT_MACHINE,
  },
]

export type Arrow = { readonly from: string; readonly to: string; readonly label: string }

const END = '[*]'

/** What is drawn: one arrow for each pair of states, with the events that lead along it. What stays in its place is left to the table. */
export function arrowsOf({ start, rows }: Machine): Arrow[] {
  const events = new Map<string, { from: string; to: string; names: string[] }>()
  for (const { event, from, to } of rows) {
    for (const state of from) {
      if (to === 'same' || to === state) continue
      const target = to ?? END
      const key = `${state} ${target}`
      const arrow = events.get(key) ?? { from: state, to: target, names: [] }
      if (!arrow.names.includes(event)) arrow.names.push(event)
      events.set(key, arrow)
    }
  }
  return [
    { from: END, to: start, label: '' },
    ...[...events.values()].map(({ from, to, names }) => ({ from, to, label: names.join(', ') })),
  ]
}

export const statesOf = (machine: Machine): string[] => [
  ...new Set(
    arrowsOf(machine)
      .flatMap(({ from, to }) => [from, to])
      .filter((state) => state !== END),
  ),
]

export function mermaidOf(machine: Machine): string {
  const lines = arrowsOf(machine).map(({ from, to, label }) => `  ${from} --> ${to}${label === '' ? '' : `: ${label}`}`)
  return ['stateDiagram-v2', '  direction LR', ...lines].join('\n')
}

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

function tableOf({ rows }: Machine): string {
  const target = (to: Row['to']): string => (to === null ? '(removed)' : to === 'same' ? '(stays)' : `\`${to}\``)
  const lines = rows.map(
    ({ event, from, to, roles }) => `| \`${event}\` | ${code(from)} | ${target(to)} | ${roles.join(', ')} |`,
  )
  return ['| event | from | to | who |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** The page, ready for the formatter. */
export const machinesPage = (): string =>
  `# State machines

Drawn from the tables of transitions that the product runs (\`npm run docs:machines\`); a test compares them. Which roles may take an
event, and from which states, stands in the table below each drawing. What else an event needs (a reason, a contact, a date) is judged by
the rules beside the table; \`GET …/actions\` and \`allowedEvents\` answer what is possible now.

${MACHINES.map(
  (machine) => `## ${machine.title}

${machine.words}

\`\`\`mermaid ${machine.name}
${mermaidOf(machine)}
\`\`\`

${tableOf(machine)}
`,
).join('\n')}`
