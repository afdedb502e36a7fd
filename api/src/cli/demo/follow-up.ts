import { FOLLOW_UP_DEFAULTS, type FollowUpSettings } from '@progress-ess/shared/payments'
import { declareAids, recordKnownGrant } from '../../modules/de-minimis/de-minimis.service.ts'
import { saveFollowUp } from '../../modules/payments/follow-up.service.ts'
import { openReports } from '../../modules/reports/index.ts'
import * as closing from '../../modules/reports/closing.service.ts'
import { type Cast, type Deposit, person } from './editions.ts'
import { sendAll } from './letters.ts'
import * as money from './money.ts'
import { extend, finish, handIn, sendBack, writeHalf } from './reports.ts'
import type { Stage } from './stage.ts'

const DAY = 24 * 3_600_000

/** Agreements from ten thousand euros on, which the département may ask for sooner than the decree does. */
export const SETTINGS: FollowUpSettings = {
  ...FOLLOW_UP_DEFAULTS,
  agreementThresholdCents: 1_000_000,
  accounting: {
    ...FOLLOW_UP_DEFAULTS.accounting,
    commitmentNumber: 'DEMO-2023-0001',
    deliberationNumber: '00.00',
    deliberationOn: '2023-03-27',
  },
}

/** Where each award of edition 1 has come to; an organisation that is not named here waits for everything. */
const PAID_AND_DONE = ['Les Paniers du Fleuve', 'Coop’Linge']
const AGREED = ['Les Paniers du Fleuve', 'Fil Neuf']
const BALANCE_DUE = ['La Roue Libre', 'Fil Neuf', 'Bambins 24', 'Voisins d’Antony', 'Relais Cantine']
const WITHOUT_ACCOUNT = 'Parents Relais'
const PAID_AT_ONCE = 'Outils Communs'

export type PlayedCall = { readonly callId: string; readonly deposits: readonly Deposit[] }

/**
 * What followed the results of edition 1: letters, agreements, advances that were paid, reports in every state, and balances
 * that stand at each step. Old acts have days of their own; what waits today is counted back from `now`.
 */
export async function followFirst(stage: Stage, cast: Cast, { callId, deposits }: PlayedCall, now: Date) {
  const manager = person(cast.staff, 'manager')
  await saveFollowUp(stage.at('2023-03-29T08:00:00Z').as(manager), callId, 1, SETTINGS)
  await sendAll(
    stage,
    cast,
    callId,
    new Date('2023-04-03T08:00:00Z'),
    deposits.filter((_, index) => index % 4 !== 3),
  )
  const grants = await money.grantsOf(stage, cast, callId, deposits)
  const served = [...grants.values()].filter(({ project }) => project.organisation !== WITHOUT_ACCOUNT)
  const of = (organisation: string): money.Grant => person(grants, organisation)

  await Promise.all(served.map((grant, index) => prepare(stage, cast, grant, index)))
  const [asked, approved] = [new Date('2023-05-09T09:00:00Z'), new Date('2023-05-11T14:00:00Z')]
  await Promise.all(served.map((grant) => money.ask(stage, cast, grant, asked, approved)))
  await money.order(stage, cast, callId, {
    ordered: new Date('2023-05-15T08:30:00Z'),
    imported: new Date('2023-06-01T07:00:00Z'),
  })
  await openReports(stage.at('2023-06-02T01:22:00Z').as({ kind: 'system' }))
  await playReports(stage, cast, of, now)
  await payBalances(stage, cast, callId, of, now)
  await declare(stage, cast, of, now)
}

async function prepare(stage: Stage, cast: Cast, grant: money.Grant, index: number): Promise<void> {
  const { organisation } = grant.project
  const proposed = new Date(Date.parse('2023-04-13T18:40:00Z') + index * 5 * 3_600_000)
  await money.openAccount(stage, cast, grant, proposed, money.inventedIban(index))
  await money.plan(stage, cast, grant, new Date('2023-04-24T09:00:00Z'), organisation === PAID_AT_ONCE)
  if (!AGREED.includes(organisation)) return
  const agreementId = await money.agree(
    stage,
    cast,
    grant,
    new Date('2023-04-24T10:00:00Z'),
    new Date('2023-04-25T10:00:00Z'),
  )
  await money.returnCopy(stage, grant, agreementId, new Date('2023-05-02T21:40:00Z'))
  await money.sign(stage, cast, grant, new Date('2023-05-04T08:00:00Z'))
}

type Named = (organisation: string) => money.Grant

async function playReports(stage: Stage, cast: Cast, of: Named, now: Date): Promise<void> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
  const early = [...PAID_AND_DONE, PAID_AT_ONCE].map(async (name) => {
    await handIn(stage, of(name), new Date('2024-06-18T21:41:00Z'), name === PAID_AT_ONCE ? 60 : 97)
    await finish(stage, cast, of(name), new Date('2024-07-02T09:00:00Z'))
  })
  const late = BALANCE_DUE.map(async (name) => {
    await extend(stage, cast, of(name), ago(400), ago(16))
    await handIn(stage, of(name), ago(24), 94)
    await finish(stage, cast, of(name), ago(17))
  })
  await Promise.all([...early, ...late])
  await extend(stage, cast, of('Table Ouverte'), ago(200), ago(-6))
  await handIn(stage, of('Table Ouverte'), ago(2), 101)
  await extend(stage, cast, of('Clic Solidaire'), ago(190), ago(-14))
  await handIn(stage, of('Clic Solidaire'), ago(12), 88)
  await sendBack(stage, cast, of('Clic Solidaire'), ago(6))
  await extend(stage, cast, of('Terre d’Ici'), ago(180), ago(-12))
  await writeHalf(stage, of('Terre d’Ici'), ago(1))
  await extend(stage, cast, of('Les Mains Vertes de Vanves'), ago(210), ago(21))
  await writeHalf(stage, of('Les Mains Vertes de Vanves'), ago(30))
  const claim = {
    amountCents: 280_000,
    reason: 'Deux ateliers sur cinq n’ont pas eu lieu : la part non dépensée est due.',
  }
  const dueOn = ago(-20).toISOString().slice(0, 10)
  await closing.claimRefund(stage.at(ago(18)).as(person(cast.staff, 'agent')), of(PAID_AT_ONCE).awardId, {
    ...claim,
    dueOn,
  })
}

/** Two are long paid, one of which is settled; of the others one may be asked for, one is, one is approved, one ordered, one came back. */
async function payBalances(stage: Stage, cast: Cast, callId: string, of: Named, now: Date): Promise<void> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
  for (const name of PAID_AND_DONE) {
    await money.ask(stage, cast, of(name), new Date('2024-07-08T09:00:00Z'), new Date('2024-07-10T09:00:00Z'))
  }
  await money.order(stage, cast, callId, {
    ordered: new Date('2024-07-15T08:30:00Z'),
    imported: new Date('2024-08-05T07:00:00Z'),
  })
  const settled = of('Les Paniers du Fleuve').awardId
  await closing.settleAward(stage.at('2024-09-12T09:00:00Z').as(person(cast.staff, 'manager')), settled)

  await money.ask(stage, cast, of('Voisins d’Antony'), ago(16), ago(15))
  const closed = new Map([['Voisins d’Antony', 'Compte clos (AC04)']])
  await money.order(stage, cast, callId, { ordered: ago(14), imported: ago(8) }, closed)
  await money.proposeAccount(stage, of('Voisins d’Antony'), ago(5), money.inventedIban(40))
  await money.ask(stage, cast, of('Bambins 24'), ago(13), ago(12))
  await money.order(stage, cast, callId, { ordered: ago(7) })
  await money.ask(stage, cast, of('Fil Neuf'), ago(6), ago(3))
  await money.ask(stage, cast, of('La Roue Libre'), ago(2))
}

async function declare(stage: Stage, cast: Cast, of: Named, now: Date): Promise<void> {
  const ago = (days: number): string => new Date(now.getTime() - days * DAY).toISOString().slice(0, 10)
  const sworn = (name: string, items: readonly { grantedOn: string; authority: string; amountCents: number }[]) =>
    declareAids(stage.at(new Date(now.getTime() - 11 * DAY)).as(of(name).owner), of(name).organisationId, {
      items: [...items],
      isSworn: true,
      signatoryName: of(name).owner.displayName,
    })
  await sworn('Fil Neuf', [
    { grantedOn: ago(500), authority: 'Région (démonstration)', amountCents: 4_800_000 },
    { grantedOn: ago(210), authority: 'Ville (démonstration)', amountCents: 1_250_000 },
  ])
  await sworn('Terre d’Ici', [])
  await recordKnownGrant(stage.as(person(cast.staff, 'agent')), of('Fil Neuf').organisationId, {
    grantedOn: ago(90),
    amountCents: 600_000,
    label: 'Fonds d’investissement des quartiers (démonstration)',
    isDeMinimis: true,
  })
}
