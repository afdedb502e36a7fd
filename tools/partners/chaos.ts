import { join } from 'node:path'
import { createClient } from '@progress-ess/client'
import { getReferral } from '@progress-ess/shared/referrals'
import { type Child, type Simulated, startSimulator } from './children.ts'
import type { State } from './page.ts'

export type ChaosPlan = {
  /** Two processes on one database. */
  readonly apis: readonly [string, string]
  readonly restartApi: (index: 0 | 1) => Promise<void>
  readonly partners: { readonly cci: { id: string; key: string }; readonly cma: { id: string; key: string } }
  readonly ports: readonly [cci: number, cma: number]
  readonly folder: string
  /** In all: half from each side. */
  readonly referrals: number
  readonly killEveryMs: readonly [least: number, most: number]
  readonly patienceMs: number
  readonly feedOnly?: boolean
  /** Nothing moved for so long: everything should have arrived. */
  readonly calmMs: number
  readonly say: (line: string) => void
}

export type ChaosReport = {
  readonly referrals: number
  readonly events: number
  readonly kills: number
  readonly apiRestarts: number
  readonly retries: number
  readonly refused: Readonly<Record<string, number>>
  readonly seconds: number
  readonly faults: readonly string[]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const between = ([least, most]: readonly [number, number]): number => least + Math.random() * (most - least)

async function stateAt(port: number): Promise<State | null> {
  return fetch(`http://127.0.0.1:${port}/state`, { signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.json() as Promise<State>,
    () => null,
  )
}

/** Both systems are killed at random while they refer to each other, and the API is restarted twice. Then everything must agree. */
export async function playChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const { apis, partners, ports, folder, referrals, say } = plan
  const startedAt = Date.now()
  const half = Math.ceil(referrals / 2)
  const systems: Simulated[] = (['cci', 'cma'] as const).map((kind, index) => {
    const other = kind === 'cci' ? partners.cma.id : partners.cci.id
    const feed = plan.feedOnly === true ? ['--feed'] : []
    return {
      kind,
      url: apis[index as 0 | 1],
      key: partners[kind].key,
      port: ports[index as 0 | 1],
      file: join(folder, `${kind}.jsonl`),
      more: ['--auto', ...feed, '--send', String(half), '--to', other, '--prefix', `CHAOS-${kind.toUpperCase()}`],
    }
  })
  const ended: Child[] = []
  const running = systems.map(startSimulator)
  await Promise.all(running.map((child) => child.says(/^ready /m)))
  let kills = 0
  let apiRestarts = 0
  let isStopped = false
  const hasStopped = (): boolean => isStopped

  const killer = async (index: number): Promise<void> => {
    while (!hasStopped()) {
      await sleep(between(plan.killEveryMs))
      const [child, system] = [running[index], systems[index]]
      if (hasStopped() || child === undefined || system === undefined) return
      await child.kill('SIGKILL')
      kills += 1
      ended.push(child)
      await sleep(Math.random() * 1_000)
      const next = startSimulator(system)
      running[index] = next
      await next.says(/^ready /m)
    }
  }
  const killers = [killer(0), killer(1)]

  /** All that was to be sent has been, and nobody has anything left to do. */
  const sentBy = (state: State | null): number => state?.dossiers.filter(({ side }) => side === 'source').length ?? 0
  const isSent = (states: readonly (State | null)[]): boolean => states.every((state) => sentBy(state) >= half)
  const until = startedAt + plan.patienceMs
  let calmSince = 0
  let before = ''
  while (Date.now() < until) {
    await sleep(500)
    const states = await Promise.all(ports.map(stateAt))
    const progress = states.map(sentBy)
    const sent = progress.reduce((sum, count) => sum + count, 0)
    if (apiRestarts === 0 && sent >= referrals / 3) {
      await plan.restartApi(0)
      apiRestarts += 1
    } else if (apiRestarts === 1 && sent >= (2 * referrals) / 3) {
      await plan.restartApi(1)
      apiRestarts += 1
    }
    if (isSent(states) && !isStopped) {
      say(
        `${sent} referrals sent after ${Math.round((Date.now() - startedAt) / 1000)} s and ${kills} kills; now the rest may arrive`,
      )
      isStopped = true
      await Promise.all(killers)
    }
    const look = JSON.stringify(
      states.map((state) => [state?.pending, state?.dossiers.map(({ eventIds }) => eventIds.length)]),
    )
    if (!isStopped || look !== before || states.some((state) => state === null || state.pending > 0))
      calmSince = Date.now()
    before = look
    const calmMs = Date.now() - calmSince
    // On a busy machine one side may be told the last event much later than the other: only what stays so is a fault.
    if (calmMs > 12 * plan.calmMs) break
    if (calmMs > plan.calmMs && (await compare(plan, states)).length === 0) break
  }
  isStopped = true
  await Promise.all(killers)

  const states = await Promise.all(ports.map(stateAt))
  const faults = await compare(plan, states)
  const retries = [...ended, ...running].reduce(
    (sum, { lines }) => sum + lines.filter((line) => /^(retry|again) /.test(line)).length,
    0,
  )
  await Promise.all(running.map((child) => child.kill('SIGTERM')))
  const refused: Record<string, number> = {}
  for (const state of states) {
    for (const [code, count] of Object.entries(state?.refused ?? {})) refused[code] = (refused[code] ?? 0) + count
  }
  return {
    referrals: states.reduce((sum, state) => sum + sentBy(state), 0),
    events: states.reduce(
      (sum, state) => sum + (state?.dossiers.reduce((all, one) => all + one.eventIds.length, 0) ?? 0),
      0,
    ),
    kills,
    apiRestarts,
    retries,
    refused,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults,
  }
}

/** What each side knows from its events alone, against the other side and against the service. */
async function compare({ apis, partners, referrals }: ChaosPlan, states: readonly (State | null)[]): Promise<string[]> {
  const [cci, cma] = states
  if (cci == null || cma == null) return ['a system does not answer']
  const faults: string[] = []
  for (const [name, state] of [
    ['CCI', cci],
    ['CMA', cma],
  ] as const) {
    faults.push(...state.breaks.map((one) => `${name}: out of order or lost: ${one}`))
    if (state.pending > 0) faults.push(`${name}: ${state.pending} steps are not done`)
    for (const { referralId, eventIds } of state.dossiers) {
      if (new Set(eventIds).size !== eventIds.length) faults.push(`${name}: ${referralId} has an event twice`)
    }
  }
  const others = new Map(cma.dossiers.map((one) => [one.referralId, one]))
  if (cci.dossiers.length < referrals) faults.push(`the CCI knows ${cci.dossiers.length} of ${referrals} referrals`)
  if (cma.dossiers.length < referrals) faults.push(`the CMA knows ${cma.dossiers.length} of ${referrals} referrals`)
  // The two may be told in another order between referrals, never within one.
  for (const one of cci.dossiers) {
    const other = others.get(one.referralId)
    if (other === undefined) faults.push(`the CMA does not know ${one.referralId}`)
    else if (JSON.stringify(one.assignments) !== JSON.stringify(other.assignments)) {
      faults.push(`${one.referralId}: CCI ${JSON.stringify(one.assignments)}, CMA ${JSON.stringify(other.assignments)}`)
    } else if (one.eventIds.join() !== other.eventIds.join()) {
      const at = one.eventIds.findIndex((id, index) => id !== other.eventIds[index])
      const lengths = `${one.eventIds.length} and ${other.eventIds.length} events`
      faults.push(`${one.referralId}: other events, or another order: ${lengths}, from number ${at + 1} on`)
    }
  }
  const client = createClient({ baseUrl: apis[0], key: partners.cci.key })
  const queue = [...cci.dossiers]
  const check = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      const { data } = await client.call(getReferral, { params: { referralId: one.referralId } })
      const theirs = data.assignments.map(({ assignmentId, status }) => ({
        assignmentId,
        status,
        steps: data.history.filter((step) => step.assignmentId === assignmentId).length,
      }))
      if (JSON.stringify(theirs) !== JSON.stringify(one.assignments)) {
        faults.push(
          `${one.referralId}: the service has ${JSON.stringify(theirs)}, the CCI ${JSON.stringify(one.assignments)}`,
        )
      }
    }
  }
  await Promise.all([check(), check(), check(), check()])
  return faults
}

export function reportOf({ faults, refused, ...figures }: ChaosReport): string {
  const { referrals, events, kills, apiRestarts, retries, seconds } = figures
  const conflicts = Object.entries(refused).map(([code, count]) => `${code} ${count}`)
  return [
    `${referrals} referrals, ${events} events applied on both sides, in ${seconds} s`,
    `${kills} kills of the partners’ systems, ${apiRestarts} restarts of the API, ${retries} retries`,
    `refused, because both sides acted at once: ${conflicts.join(', ') || 'nothing'}`,
    faults.length === 0
      ? 'same final state on both sides and in the service; no event lost, none applied twice, order kept'
      : `FAILED: ${faults.length} faults\n${faults.slice(0, 20).join('\n')}`,
  ].join('\n')
}
