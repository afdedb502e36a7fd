import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid, Marks } from '@progress-ess/shared/evaluations'
import type { Db, Trx } from '../../db/database.ts'
import { canonicalJson } from '../../kit/canonical.ts'
import { Refusal } from '../../kit/refusal.ts'
import { rankedScore, scoreOfFile } from '../evaluations/index.ts'
import { drawKeyOf, mixedSeed } from './awards.draw.ts'
import { selectorsOf } from './awards.groups.rules.ts'
import { drawOf } from './awards.ranking.rules.ts'
import type { ScoredFile } from './awards.types.rules.ts'
import { findBeacon } from './beacon.queries.ts'
import * as queries from './scenarios.queries.ts'
import {
  factsOf,
  namedFacts,
  placesOf,
  pseudonymsOf,
  type Snapshot,
  textsOf,
  toSnapshotScore,
} from './snapshot.rules.ts'

const STATES: Readonly<Record<string, ScoredFile['state']>> = {
  admissible: 'admissible',
  inadmissible: 'inadmissible',
  withdrawn: 'withdrawn',
}

type FileRow = Awaited<ReturnType<typeof queries.findFiles>>[number]

/** Two files with one SIREN are of one organisation, even where it was registered twice. */
const keyOf = ({ siren, organisationId }: FileRow): string => siren ?? organisationId

const completedAt = ({ lastSubmittedAt }: FileRow): Date => lastSubmittedAt ?? new Date(0)

/** What a snapshot holds only where the rules look at it; two rules with the same answer make the same snapshot. */
export const lookedAtBy = (rules: AwardRules) => ({
  draw: drawOf(rules),
  completePlace: rules.tieBreak.some(({ by }) => by === 'earlierComplete'),
  isNeverFunded:
    rules.tieBreak.some(({ by }) => by === 'neverFundedFirst') ||
    selectorsOf(rules).some(({ by }) => by === 'neverFunded'),
  facts: namedFacts(rules),
})

/** Takes the locked scores of a call with what the rules look at, sorted by number. */
export async function takeSnapshot(db: Db | Trx, callId: string, grid: Grid, rules: AwardRules): Promise<Snapshot> {
  const [files, marks] = [await queries.findFiles(db, callId), await queries.findLockedMarks(db, callId)]
  const marksOf = new Map<string, Marks[]>()
  for (const { applicationId, marks: given } of marks) {
    marksOf.set(applicationId, [...(marksOf.get(applicationId) ?? []), given])
  }
  const seedHex = await seedOf(db, callId, rules)
  const pseudonyms = pseudonymsOf(files.map(keyOf), 'o')
  const places = placesOf(files.map(completedAt))
  const looksAt = lookedAtBy(rules)
  return {
    callId,
    files: files.map((file) => {
      const scored = scoreOfFile(grid, marksOf.get(file.applicationId) ?? [])
      const number = file.number ?? file.applicationId
      return {
        number,
        organisationKey: pseudonyms.get(keyOf(file)) ?? '',
        state: STATES[file.status] ?? 'inadmissible',
        requestedCents: file.requestedCents,
        budgetCents: file.chargesCents,
        completePlace: looksAt.completePlace ? (places.get(completedAt(file).getTime()) ?? 0) : 0,
        isNeverFunded: looksAt.isNeverFunded && file.isNeverFunded === true,
        ...factsOf(looksAt.facts, { ...file, themes: textsOf(file.theme) }),
        ...toSnapshotScore(scored, (score) => rankedScore(grid, score)),
        drawKey: seedHex === null ? '' : drawKeyOf(seedHex, number),
      }
    }),
  }
}

/**
 * The seed that the rules draw with, the public value mixed in where they name one; null when they draw nothing. Refuses a
 * seed or a value that are not this call’s, and `draw-beacon-missing` until the value is recorded.
 */
async function seedOf(db: Db | Trx, callId: string, rules: AwardRules): Promise<string | null> {
  const draw = drawOf(rules)
  if (draw === null) return null
  const seedHex = await queries.findSeed(db, callId, draw.seedCommitment)
  if (seedHex === undefined) throw foreignDraw('seed-unknown', 'no seed of this call has this commitment')
  if (draw.beacon === undefined) return seedHex
  const beacon = await findBeacon(db, callId)
  const published = beacon === undefined ? null : drawOf(beacon.awardRules)
  if (canonicalJson(published?.beacon ?? null) !== canonicalJson(draw.beacon)) {
    throw foreignDraw('beacon-unknown', 'the published rules name another value')
  }
  if (beacon?.value == null) {
    throw new Refusal('conflict', 'draw-beacon-missing', 'Record the public value of the draw first', {
      context: { at: draw.beacon.at },
    })
  }
  return mixedSeed(seedHex, beacon.value)
}

const foreignDraw = (keyword: string, message: string): Refusal =>
  new Refusal('unprocessable', 'award-rules-invalid', 'The draw is not that of this call', {
    errors: [{ pointer: '/body/rules/tieBreak', keyword, message }],
  })
