import type { AwardRules } from '@progress-ess/shared/awards'
import { FOLLOW_UP_DEFAULTS } from '@progress-ess/shared/payments'
import { endOfDayInParis } from '../../kit/paris.ts'
import { acceptAward, renounceAward } from '../../modules/awards/awards.service.ts'
import { saveFollowUp } from '../../modules/payments/follow-up.service.ts'
import { makeReserveOffers } from '../../modules/reserve-offers/offers.service.ts'
import {
  award,
  type Cast,
  closePanel,
  deposit,
  type Deposit,
  evaluate,
  instruct,
  openEdition,
  person,
} from './editions.ts'
import { sendAll } from './letters.ts'
import * as money from './money.ts'
import { EDITION_5 } from './projects.ts'
import type { Stage } from './stage.ts'

const DAY = 24 * 3_600_000

const rulesOf = (drafted: AwardRules): AwardRules => ({
  ...drafted,
  envelope: { ...drafted.envelope, totalCents: 3_650_000 },
  amount: { ...drafted.amount, capCents: 1_000_000 },
})

/**
 * A special call whose results are three weeks old: letters that some have opened, agreements at each step, an advance that
 * waits for its approval, a laureate who has not answered yet, and one who has renounced, whose money is offered to the next.
 */
export async function playWinter(stage: Stage, cast: Cast, now: Date): Promise<void> {
  const day = (days: number): Date => new Date(now.getTime() + days * DAY)
  const manager = person(cast.staff, 'manager')
  const call = await openEdition(stage, cast, {
    code: 'PE5',
    edition: 5,
    title: 'Hors série : tenir l’hiver',
    theme: 'Froid et précarité',
    publishedAt: day(-112).toISOString(),
    rulesOf,
    change: {
      summary: 'Le Département soutient ce qui garde au chaud, en lien et en sécurité pendant l’hiver.',
      description: 'Démonstration : cette édition, ses structures et ses dossiers sont inventés.',
      opensAt: day(-110).toISOString(),
      closesAt: endOfDayInParis(day(-75)).toISOString(),
      evaluationEndsAt: endOfDayInParis(day(-45)).toISOString(),
    },
  })
  await saveFollowUp(stage.as(manager), call.callId, 1, { ...FOLLOW_UP_DEFAULTS, agreement: 'always' })
  const window = { from: day(-108), to: day(-75.5), year: now.getUTCFullYear() }
  const deposits = await deposit(stage, cast, call, EDITION_5, window)
  await instruct(stage, cast, deposits, day(-74))
  await evaluate(stage, cast, call, deposits, day(-62))
  await closePanel(stage, cast, call, day(-44).toISOString())
  await award(stage, cast, call, {
    scenario: day(-42).toISOString(),
    decision: day(-30).toISOString(),
    publication: day(-22).toISOString(),
  })
  await sendAll(stage, cast, call.callId, day(-21), opening(deposits))
  const grants = await money.grantsOf(stage, cast, call.callId, deposits)
  await follow(stage, cast, (organisation) => person(grants, organisation), day)
  await makeReserveOffers(stage.at(day(-4)).as(manager), call.callId)
}

const UNOPENED = ['Papiers Clairs', 'Bambins 24', 'Ciné Cour', 'Atelier Second Souffle']
const opening = (deposits: readonly Deposit[]): Deposit[] =>
  deposits.filter(({ project }) => !UNOPENED.includes(project.organisation))

type Named = (organisation: string) => money.Grant

async function follow(stage: Stage, cast: Cast, of: Named, day: (days: number) => Date): Promise<void> {
  const [signed, returned, sent, renounced, drafted] = [
    of('Soin Partagé'),
    of('Les Toits Bas'),
    of('Fil Neuf'),
    of('Radio des Ponts'),
    of('Bambins 24'),
  ]
  for (const [index, grant] of [signed, returned, sent, renounced, drafted].entries()) {
    await acceptAward(stage.at(day(-19 + index * 0.3)).as(grant.owner), grant.awardId)
  }
  for (const grant of [signed, returned, sent, drafted]) await money.plan(stage, cast, grant, day(-16))
  await money.openAccount(stage, cast, signed, day(-16), money.inventedIban(60))
  const agreed = await money.agree(stage, cast, signed, day(-15), day(-15))
  await money.returnCopy(stage, signed, agreed, day(-9))
  await money.sign(stage, cast, signed, day(-8))
  await money.ask(stage, cast, signed, day(-3))

  const back = await money.agree(stage, cast, returned, day(-14), day(-13))
  await money.returnCopy(stage, returned, back, day(-1))
  await money.proposeAccount(stage, returned, day(-1), money.inventedIban(61))
  await money.agree(stage, cast, sent, day(-12), day(-12))
  await money.agree(stage, cast, drafted, day(-5))
  await renounceAward(
    stage.at(day(-5)).as(renounced.owner),
    renounced.awardId,
    'Notre studio ferme pour travaux cet hiver : nous ne pouvons pas tenir l’antenne.',
  )
}
