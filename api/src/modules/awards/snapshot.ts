import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid, Marks } from '@progress-ess/shared/evaluations'
import type { Db, Trx } from '../../db/database.ts'
import { type Fraction, fraction } from '../../kit/fraction.rules.ts'
import { Refusal } from '../../kit/refusal.ts'
import { rankedScore, scoreOfFile } from '../evaluations/index.ts'
import { drawKeyOf } from './awards.draw.ts'
import { seedCommitmentOf } from './awards.ranking.rules.ts'
import type { ScenarioInput, ScoredFile } from './awards.types.rules.ts'
import * as queries from './scenarios.queries.ts'

/** `numerator/denominator` in text: exact, and the same bytes everywhere. */
type TextFraction = string

/** What a scenario is computed from, as it is stored and hashed: no name, no text. */
export type Snapshot = {
  readonly callId: string
  readonly files: readonly {
    readonly id: string
    readonly number: string
    readonly organisationKey: string
    readonly state: ScoredFile['state']
    readonly requestedCents: number
    readonly budgetCents: number
    readonly completeAt: string
    readonly isNeverFunded: boolean
    readonly score: TextFraction | null
    readonly criterionMeans: Readonly<Record<string, TextFraction | null>>
    readonly eliminatedBy: string | null
    readonly drawKey: string
  }[]
}

const write = (value: Fraction | null): TextFraction | null => (value === null ? null : `${value.num}/${value.den}`)

function read(text: TextFraction | null): Fraction | null {
  if (text === null) return null
  const [num = '0', den = '1'] = text.split('/')
  return fraction(BigInt(num), BigInt(den))
}

const STATES: Readonly<Record<string, ScoredFile['state']>> = {
  admissible: 'admissible',
  inadmissible: 'inadmissible',
  withdrawn: 'withdrawn',
}

/** Takes the locked scores of a call with what the rules look at, sorted by number. */
export async function takeSnapshot(db: Db | Trx, callId: string, grid: Grid, rules: AwardRules): Promise<Snapshot> {
  const [files, marks] = [await queries.findFiles(db, callId), await queries.findLockedMarks(db, callId)]
  const marksOf = new Map<string, Marks[]>()
  for (const { applicationId, marks: given } of marks) {
    marksOf.set(applicationId, [...(marksOf.get(applicationId) ?? []), given])
  }
  const seedHex = await seedOf(db, callId, rules)
  return {
    callId,
    files: files.map((file) => {
      const own = marksOf.get(file.applicationId) ?? []
      const { score, criterionMeans, eliminatedBy, isComplete } = scoreOfFile(grid, own)
      const number = file.number ?? file.applicationId
      return {
        id: file.applicationId,
        number,
        organisationKey: file.siren ?? file.organisationId,
        state: STATES[file.status] ?? 'inadmissible',
        requestedCents: file.requestedCents,
        budgetCents: file.chargesCents,
        completeAt: (file.lastSubmittedAt ?? new Date(0)).toISOString(),
        isNeverFunded: file.isNeverFunded === true,
        score: write(score === null || !isComplete ? null : rankedScore(grid, score)),
        criterionMeans: Object.fromEntries(Object.entries(criterionMeans).map(([id, mean]) => [id, write(mean)])),
        eliminatedBy,
        drawKey: seedHex === null ? '' : drawKeyOf(seedHex, number),
      }
    }),
  }
}

/** The seed behind the commitment of the rules’ draw; null when the rules draw nothing. */
async function seedOf(db: Db | Trx, callId: string, rules: AwardRules): Promise<string | null> {
  const commitment = seedCommitmentOf(rules)
  if (commitment === null) return null
  const seedHex = await queries.findSeed(db, callId, commitment)
  if (seedHex === undefined) {
    throw new Refusal('unprocessable', 'award-rules-invalid', 'The draw commits to a seed that is not this call’s', {
      errors: [
        {
          pointer: '/body/rules/tieBreak',
          keyword: 'seed-unknown',
          message: 'no seed of this call has this commitment',
        },
      ],
    })
  }
  return seedHex
}

/** The input of the engine: the snapshot read back, so that what is computed is exactly what is stored. */
export function toInput(rules: AwardRules, grid: Grid, snapshot: Snapshot): ScenarioInput {
  return {
    rules,
    threshold: grid.threshold === undefined ? null : fraction(grid.threshold, 100),
    decimals: grid.rankOn.value === 'rounded' ? grid.rankOn.decimals : 2,
    files: snapshot.files.map((file) => ({
      ...file,
      score: read(file.score),
      criterionMeans: Object.fromEntries(Object.entries(file.criterionMeans).map(([id, mean]) => [id, read(mean)])),
    })),
  }
}
