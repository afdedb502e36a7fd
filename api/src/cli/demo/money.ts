import type { Readable } from 'node:stream'
import { maskIban } from '@progress-ess/shared/payments'
import type { AccountActor } from '../../kit/context.ts'
import { openPdf } from '../../pdf/index.ts'
import * as agreements from '../../modules/agreements/agreements.service.ts'
import { listAwards } from '../../modules/awards/awards.service.ts'
import * as accounts from '../../modules/payments/bank-accounts.service.ts'
import * as lists from '../../modules/payments/lists.service.ts'
import * as payments from '../../modules/payments/payments.service.ts'
import { type Cast, type Deposit, person } from './editions.ts'
import type { DemoProject } from './projects.ts'
import type { Stage } from './stage.ts'

const HOUR = 3_600_000

/** An award with the project that got it and who answers for it. */
export type Grant = {
  readonly awardId: string
  readonly applicationId: string
  readonly organisationId: string
  readonly amountCents: number
  readonly project: DemoProject
  readonly owner: AccountActor
}

/** The awards of a call by organisation. */
export async function grantsOf(
  stage: Stage,
  { staff }: Cast,
  callId: string,
  deposits: readonly Deposit[],
): Promise<ReadonlyMap<string, Grant>> {
  const byFile = new Map(deposits.map((one) => [one.filed.applicationId, one]))
  const grants = new Map<string, Grant>()
  for (const { awardId, applicationId, amountCents } of await listAwards(stage.as(person(staff, 'manager')), callId)) {
    const found = byFile.get(applicationId)
    if (found === undefined) continue
    const { project, member } = found
    const { owner, organisationId } = member
    grants.set(project.organisation, { awardId, applicationId, organisationId, amountCents, project, owner })
  }
  return grants
}

/**
 * The n-th account of the demonstration: bank 99999 is nobody’s. Its RIB key and its IBAN check digits are right, so that it
 * passes where people type it.
 */
export function inventedIban(index: number): string {
  const account = String(2_600_000_101 + index * 7).padStart(11, '0')
  const rib = 97n - ((89n * 99_999n + 15n * 1n + 3n * BigInt(account)) % 97n)
  const bban = `9999900001${account}${String(rib).padStart(2, '0')}`
  // F is 15 and R is 27, in the place of the letters; 00 in that of the digits to find.
  const check = 98n - (BigInt(`${bban}152700`) % 97n)
  return `FR${String(check).padStart(2, '0')}${bban}`
}

const spaced = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')

/** What a bank gives to its client, so that the second person has something to read. */
const proofOf = (holder: string, iban: string, madeAt: Date): Readable =>
  openPdf({
    title: 'Relevé d’identité bancaire',
    lang: 'fr',
    footer: 'Démonstration : ce compte est inventé',
    madeAt,
    blocks: [
      { kind: 'heading', level: 1, text: 'Relevé d’identité bancaire' },
      {
        kind: 'keyValues',
        items: [
          ['Titulaire', holder],
          ['IBAN', spaced(iban)],
          ['Banque', 'Banque inventée de la démonstration'],
        ],
      },
    ],
  })

/** Proposes an account with its document; answers its id. */
export async function proposeAccount(stage: Stage, grant: Grant, at: Date, iban: string): Promise<string> {
  const holder = grant.project.organisation
  const ctx = stage.at(at).as(grant.owner)
  const { bankAccountId } = await accounts.proposeBankAccount(ctx, grant.organisationId, { holder, iban })
  const name = `RIB ${maskIban(iban).slice(-4)}.pdf`
  await accounts.attachBankProof(ctx, bankAccountId, stage.files, { name, body: proofOf(holder, iban, at) })
  return bankAccountId
}

/** Proposed by its treasurer, read again by somebody of the service four days later. */
export async function openAccount(stage: Stage, cast: Cast, grant: Grant, at: Date, iban: string): Promise<void> {
  const bankAccountId = await proposeAccount(stage, grant, at, iban)
  const agent = stage.at(new Date(at.getTime() + 96 * HOUR)).as(person(cast.staff, 'agent2'))
  const { items } = await accounts.listBankAccounts(agent, grant.organisationId)
  const version = items.find((one) => one.bankAccountId === bankAccountId)?.version
  if (version === undefined) throw new Error(`No account of ${grant.project.organisation} waits`)
  await accounts.confirmBankAccount(agent, bankAccountId, version, {
    iban,
    note: 'Numéro comparé avec le RIB joint.',
    // Where a scanner is bound, the document may still wait for it.
    proofReason: 'RIB présenté au guichet.',
  })
}

/** Plans what the settings of the call propose, or all of it at once. */
export async function plan(stage: Stage, cast: Cast, { awardId, amountCents }: Grant, at: Date, isWhole = false) {
  const ctx = stage.at(at).as(person(cast.staff, 'agent'))
  const { suggestion } = await payments.getAwardPayments(ctx, awardId)
  const whole = [{ kind: 'single', amountCents, due: 'award', dueOn: null }] as const
  await payments.planPayments(ctx, awardId, isWhole ? whole : suggestion)
}

/** Drafts the agreement and, where there is a day for it, sends it. Answers its id. */
export async function agree(stage: Stage, cast: Cast, { awardId }: Grant, drafted: Date, sent?: Date): Promise<string> {
  const agent = person(cast.staff, 'agent')
  const { agreementId, version } = await agreements.draftAgreement(stage.at(drafted).as(agent), awardId)
  if (sent !== undefined) await agreements.sendAgreement(stage.at(sent).as(agent), agreementId, version)
  return agreementId
}

/** The copy comes back: here the very document that was sent. */
export async function returnCopy(stage: Stage, { owner }: Grant, agreementId: string, at: Date): Promise<void> {
  const ctx = stage.at(at).as(owner)
  const { pdf, name } = await agreements.exportAgreement(ctx, agreementId)
  await agreements.returnSignedCopy(ctx, agreementId, stage.files, { name: `${name}-signee.pdf`, body: pdf })
}

/** Both have signed, says who has looked at the copy. */
export async function sign(stage: Stage, cast: Cast, { awardId }: Grant, at: Date): Promise<void> {
  const ctx = stage.at(at).as(person(cast.staff, 'agent'))
  const { agreement } = await agreements.getAwardAgreement(ctx, awardId)
  if (agreement === null) throw new Error(`No agreement of ${awardId}`)
  const { agreementId, version } = agreement
  await agreements.signAgreement(ctx, agreementId, version, at.toISOString().slice(0, 10))
}

/** Asked for by an agent and, where there is a day for it, approved by the manager: the first that waits. */
export async function ask(stage: Stage, cast: Cast, { awardId }: Grant, asked: Date, approved?: Date): Promise<void> {
  const ctx = stage.at(asked).as(person(cast.staff, 'agent'))
  const { items } = await payments.getAwardPayments(ctx, awardId)
  const next = items.find(({ status }) => status === 'planned')
  if (next === undefined) throw new Error(`Nothing is planned for ${awardId}`)
  const { paymentId, version } = await payments.requestPayment(ctx, next.paymentId)
  if (approved === undefined) return
  await payments.approvePayment(stage.at(approved).as(person(cast.staff, 'manager')), paymentId, version)
}

/** Orders what is approved; what the accountant sends back names who is rejected and why, and all others are paid. */
export async function order(
  stage: Stage,
  cast: Cast,
  callId: string,
  at: { ordered: Date; imported?: Date },
  rejected: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const agent = person(cast.staff, 'agent')
  const { number, paymentListId, lines } = await lists.createPaymentList(stage.at(at.ordered).as(agent), callId)
  if (at.imported === undefined) return
  const day = new Date(at.imported.getTime() - 24 * HOUR).toISOString().slice(0, 10)
  const rows = lines.map(({ place, amountCents, organisationName }) => {
    const why = rejected.get(organisationName)
    const mandate = `DEMO-${number.slice(-8)}-${place}`
    return [number, place, (amountCents / 100).toFixed(2), mandate, day, why === undefined ? day : '', why ?? ''].join(
      ';',
    )
  })
  const csv = ['liste;ligne;montant;mandat;dateMandat;datePaiement;rejet', ...rows].join('\n')
  await lists.importMandates(stage.at(at.imported).as(agent), paymentListId, csv)
}
