import { done, ReplayError, type Schemas } from './client.ts'
import type { Deposit } from './deposits.ts'
import type { Person } from './people.ts'

/** Runs the published rules on the locked scores and adopts the result. */
export async function adopt({ api }: Person, callId: string): Promise<Schemas['ScenarioTotals']> {
  const scenario = await done(
    'Run the award rules',
    api.POST('/api/v1/calls/{callId}/scenarios', {
      params: { path: { callId } },
      body: { label: 'Règlement publié' },
    }),
  )
  if ('jobId' in scenario) throw new ReplayError('So few files take no job')
  const { scenarioId } = scenario
  const { totals } = await done(
    'Adopt the scenario',
    api.POST('/api/v1/scenarios/{scenarioId}/adoption', { params: { path: { scenarioId } } }),
  )
  return totals
}

/** Each awarded applicant reads the decision on its file and accepts the award. */
export async function accept(deposits: readonly Deposit[]): Promise<Schemas['Award'][]> {
  const accepted: Schemas['Award'][] = []
  for (const { applicationId, applicant, project, number } of deposits) {
    if (project.fate === 'withdrawn') continue
    const { award } = await done(
      `Decision on ${number}`,
      applicant.api.GET('/api/v1/applications/{applicationId}/decision', { params: { path: { applicationId } } }),
    )
    if (award === null) continue
    const { awardId } = award
    accepted.push(
      await done(
        `Accept the award of ${number}`,
        applicant.api.POST('/api/v1/awards/{awardId}/acceptance', { params: { path: { awardId } } }),
      ),
    )
  }
  return accepted
}

export type Ledger = {
  readonly envelope: Schemas['Envelope']
  readonly awards: readonly Schemas['Award'][]
  readonly results: Schemas['Results']
  /** The amounts of the published CSV, in cents. */
  readonly csvCents: readonly number[]
}

const sum = (cents: readonly number[]): number => cents.reduce((total, each) => total + each, 0)

/** Reads money and results back. Throws unless ledger, awards, JSON and CSV say the same. */
export async function readLedger({ api }: Person, everybody: Person['api'], callId: string): Promise<Ledger> {
  const params = { path: { callId } }
  const [envelope, { items: awards }, results, csv] = await Promise.all([
    done('Envelope', api.GET('/api/v1/calls/{callId}/envelope', { params })),
    done('Awards', api.GET('/api/v1/calls/{callId}/awards', { params })),
    done('Results', everybody.GET('/api/v1/calls/{callId}/results', { params })),
    done('Results as CSV', everybody.GET('/api/v1/calls/{callId}/results.csv', { params, parseAs: 'text' })),
  ])
  const committed = envelope.entries.filter(({ kind }) => kind === 'commit').map(({ amountCents }) => amountCents)
  const csvCents = amountsOf(csv)
  const sums = {
    'the envelope': envelope.committedCents,
    'its ledger': sum(committed),
    'the awards': sum(awards.map(({ amountCents }) => amountCents)),
    'the published results': results.awardedCents,
    'their lines': sum(results.laureates.map(({ amountCents }) => amountCents)),
    'the CSV': sum(csvCents),
  }
  if (!envelope.isConsistent || new Set(Object.values(sums)).size !== 1) {
    throw new ReplayError(`The sums differ: ${JSON.stringify(sums)}`)
  }
  return { envelope, awards, results, csvCents }
}

/** The last column holds the amount in euros, with a point: `12000.00`. */
const amountsOf = (csv: string): number[] =>
  csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(line.slice(line.lastIndexOf(',') + 1).replace('.', '')))
