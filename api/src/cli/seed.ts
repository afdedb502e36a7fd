import type { Db } from '../db/database.ts'
import { endOfDayInParis } from '../kit/paris.ts'
import { castOrganisations, castStaff } from './demo/cast.ts'
import { FIRST_EDITION } from './demo/content.ts'
import {
  acceptAwards,
  award,
  type Cast,
  closePanel,
  deposit,
  evaluate,
  instruct,
  openEdition,
} from './demo/editions.ts'
import { draftFile } from './demo/files.ts'
import { followFirst, type PlayedCall } from './demo/follow-up.ts'
import { leaveInProgress } from './demo/in-progress.ts'
import { EDITION_1, EDITION_2, EDITION_3, EDITION_4, EDITION_5 } from './demo/projects.ts'
import { playReferrals } from './demo/referrals.ts'
import { Stage, type Surroundings } from './demo/stage.ts'
import { playWinter } from './demo/winter.ts'

const DAY = 24 * 3_600_000

const closing = (day: Date): string => endOfDayInParis(day).toISOString()

/** Whether nobody has an account yet: only an empty database is filled. */
export async function isEmpty(db: Db): Promise<boolean> {
  const account = await db.selectFrom('account').select('accountId').limit(1).executeTakeFirst()
  return account === undefined
}

/**
 * Fills an empty database with five editions, through the use cases alone: every rule, every audit line and every mail is
 * that of the product. `now` is the present; edition 3 is open for another thirty days, edition 4, a special one, is at
 * work, and what follows an award is under way in editions 1 and 5: every role finds something to do. Three invented services
 * send referrals and take them.
 */
export async function seedDemo(surroundings: Required<Surroundings>, now: Date): Promise<void> {
  const stage = new Stage(surroundings)
  const cast: Cast = {
    staff: await castStaff(stage),
    members: await castOrganisations(stage, [...EDITION_1, ...EDITION_2, ...EDITION_3, ...EDITION_4, ...EDITION_5]),
  }
  const first = await playFirst(stage, cast)
  // What is of different calls goes on at the same time, each with a clock of its own: a first start is waited for.
  await Promise.all([
    followFirst(stage.branch(), cast, first, now).then(() => playWinter(stage.branch(), cast, now)),
    playSecond(stage.branch(), cast, now),
    playThird(stage.branch(), cast, now),
    playFourth(stage.branch(), cast, now),
    playReferrals(stage.branch(), cast, first.deposits, now),
  ])
}

async function playFirst(stage: Stage, cast: Cast): Promise<PlayedCall> {
  const { title, theme, ...texts } = FIRST_EDITION
  const call = await openEdition(stage, cast, {
    code: 'PE1',
    edition: 1,
    title,
    theme,
    publishedAt: '2022-11-21T09:00:00Z',
    change: {
      ...texts,
      opensAt: '2022-11-23T08:00:00Z',
      closesAt: '2023-02-06T22:59:59Z',
      evaluationEndsAt: '2023-03-12T22:59:59Z',
      resultsExpectedOn: '2023-04-30',
    },
  })
  const window = { from: new Date('2022-12-01T10:12:00Z'), to: new Date('2023-02-06T22:41:00Z'), year: 2023 }
  const deposits = await deposit(stage, cast, call, EDITION_1, window)
  await instruct(stage, cast, deposits, new Date('2023-02-07T09:00:00Z'))
  await evaluate(stage, cast, call, deposits, new Date('2023-02-20T08:00:00Z'))
  await closePanel(stage, cast, call, '2023-03-13T08:00:00Z')
  await award(stage, cast, call, {
    scenario: '2023-03-20T10:00:00Z',
    decision: '2023-03-28T15:00:00Z',
    publication: '2023-04-03T07:00:00Z',
  })
  await acceptAwards(stage, cast, call, deposits, '2023-04-12T09:00:00Z')
  return { callId: call.callId, deposits }
}

async function playSecond(stage: Stage, cast: Cast, now: Date): Promise<void> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
  const call = await openEdition(stage, cast, {
    code: 'PE2',
    edition: 2,
    title: 'Bien manger, ensemble',
    theme: 'Alimentation et lien social',
    publishedAt: ago(120).toISOString(),
    change: {
      summary:
        'Le Département soutient les projets qui rapprochent les habitants autour d’une alimentation saine et accessible.',
      description: 'Démonstration : cette édition, ses structures et ses dossiers sont inventés.',
      opensAt: ago(118).toISOString(),
      closesAt: closing(ago(40)),
      evaluationEndsAt: closing(ago(10)),
    },
  })
  const deposits = await deposit(stage, cast, call, EDITION_2, {
    from: ago(100),
    to: ago(41),
    year: now.getUTCFullYear(),
  })
  await instruct(stage, cast, deposits, ago(39))
  await evaluate(stage, cast, call, deposits, ago(25))
  await closePanel(stage, cast, call, ago(8).toISOString())
}

async function playThird(stage: Stage, cast: Cast, now: Date): Promise<void> {
  const call = await openEdition(stage, cast, {
    code: 'PE3',
    edition: 3,
    title: 'Faire durer, partager, réparer',
    theme: 'Réemploi et sobriété',
    publishedAt: new Date(now.getTime() - 22 * DAY).toISOString(),
    change: {
      summary:
        'Le Département soutient les projets qui prolongent la vie des objets et partagent les ressources du quartier.',
      description: 'Démonstration : cette édition, ses structures et ses dossiers sont inventés.',
      documentsToPrepare: ['Le numéro SIREN, SIRET ou RNA', 'Le budget du projet, charges et produits'],
      opensAt: new Date(now.getTime() - 20 * DAY).toISOString(),
      closesAt: closing(new Date(now.getTime() + 30 * DAY)),
      graceMinutes: 10,
    },
  })
  const window = {
    from: new Date(now.getTime() - 15 * DAY),
    to: new Date(now.getTime() - DAY),
    year: now.getUTCFullYear(),
  }
  await deposit(stage, cast, call, EDITION_3.slice(0, 3), window)
  for (const project of EDITION_3.slice(3)) {
    const member = cast.members.get(project.organisation)
    if (member === undefined) continue
    stage.at(new Date(now.getTime() - 2 * DAY))
    const target = { callId: call.callId, organisationId: member.organisationId, year: window.year }
    await draftFile(stage, member.owner, target, project)
  }
}

async function playFourth(stage: Stage, cast: Cast, now: Date): Promise<void> {
  const day = (days: number): Date => new Date(now.getTime() + days * DAY)
  const call = await openEdition(stage, cast, {
    code: 'PE4',
    edition: 4,
    title: 'Hors série : sortir de chez soi',
    theme: 'Loisirs et proximité',
    publishedAt: day(-50).toISOString(),
    change: {
      summary: 'Le Département soutient les sorties qui rompent l’isolement, près de chez soi et pour tous.',
      description: 'Démonstration : cette édition, ses structures et ses dossiers sont inventés.',
      opensAt: day(-48).toISOString(),
      closesAt: closing(day(-12)),
      evaluationEndsAt: closing(day(18)),
    },
  })
  const window = { from: day(-40), to: day(-12.5), year: now.getUTCFullYear() }
  const deposits = await deposit(stage, cast, call, EDITION_4, window)
  await leaveInProgress(stage, cast, call, deposits, now)
}
