import { EDITION_1 } from '../demo/projects.ts'
import { accept, adopt, type Ledger, readLedger } from './awards.ts'
import { keepOpen, nowOf, openCall, waitForClosing } from './call.ts'
import { connect, done, type Schemas } from './client.ts'
import { type Candidate, deposit, type Deposit, register } from './deposits.ts'
import { assign, evaluate } from './evaluation.ts'
import { instruct } from './instruction.ts'
import { type Cast, gather, type GivenToken } from './people.ts'

export type Replay = {
  readonly url: string
  readonly tokens: readonly GivenToken[]
  /** Tells what was done, a line at a time. */
  readonly say: (line: string) => void
}

/** Edition 1 as a client of the API lives it: from the invitation of its people to accepted awards and the ledger. */
export async function replayEdition({ url, tokens, say }: Replay): Promise<Ledger> {
  const cast = await gather(url, tokens)
  const { manager, agent, evaluators } = cast
  say(`People: ${[manager, agent, ...evaluators].map(({ name }) => name).join(', ')}`)

  const candidates = await registerAll(cast, say)
  const call = await openCall(manager)
  say(
    `Call ${call.code} published: rules ${call.fingerprints?.awardRules.slice(0, 12) ?? ''}…, open until ${call.closesAt ?? ''}`,
  )
  const deposits = await depositAll(cast, call, candidates, say)
  say('Waiting for the closing…')
  await waitForClosing(manager, call.callId)

  for (const one of deposits) await instruct(agent, one)
  say(
    `Instructed: ${tally(deposits, 'withdrawn')} withdrawn, ${tally(deposits, 'corrected')} corrected, ${tally(deposits, 'inadmissible')} inadmissible`,
  )
  await evaluateAll(cast, deposits, say)
  await decideAll(cast, call.callId, say)
  const accepted = await accept(deposits)
  say(`${accepted.length} awards accepted by their beneficiaries`)
  return readLedger(manager, connect(url), call.callId)
}

const tally = (deposits: readonly Deposit[], fate: Deposit['project']['fate']): number =>
  deposits.filter(({ project }) => project.fate === fate).length

async function registerAll(cast: Cast, say: Replay['say']): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const [index, project] of EDITION_1.entries()) candidates.push(await register(cast, project, index))
  const created = candidates.filter(({ isNew }) => isNew).length
  say(`${candidates.length} organisations: ${created} registered, ${candidates.length - created} known already`)
  return candidates
}

async function depositAll(
  { manager }: Cast,
  call: Schemas['Call'],
  candidates: readonly Candidate[],
  say: Replay['say'],
): Promise<Deposit[]> {
  const nextYear = new Date(nowOf(call)).getUTCFullYear() + 1
  const deposits: Deposit[] = []
  for (const candidate of candidates) {
    if (await keepOpen(manager, call.callId)) say('The call closes later: files are still coming')
    deposits.push(await deposit(candidate, call.callId, nextYear))
  }
  say(
    `${deposits.length} applications submitted, from ${deposits[0]?.number ?? ''} to ${deposits.at(-1)?.number ?? ''}`,
  )
  return deposits
}

async function evaluateAll(cast: Cast, deposits: readonly Deposit[], say: Replay['say']): Promise<void> {
  const assigned = await assign(cast, deposits)
  say(`${assigned.length} evaluations assigned to ${cast.evaluators.length} evaluators`)
  for (const one of assigned) await evaluate(one)
  say(`${assigned.length} evaluations handed in`)
}

async function decideAll({ manager }: Cast, callId: string, say: Replay['say']): Promise<void> {
  const params = { path: { callId } }
  const { lockedAt } = await done('Lock the panel', manager.api.POST('/api/v1/calls/{callId}/panel-lock', { params }))
  say(`Panel locked at ${lockedAt ?? ''}`)
  const totals = await adopt(manager, callId)
  say(`Scenario adopted: ${totals.fundedCount} of ${totals.rankedCount} ranked files funded`)
  const { items } = await done('Decide', manager.api.POST('/api/v1/calls/{callId}/decisions-confirmation', { params }))
  say(`${items.length} decisions`)
  const results = await done(
    'Publish the results',
    manager.api.POST('/api/v1/calls/{callId}/results-publication', { params }),
  )
  say(`Results published at ${results.publishedAt}`)
}
