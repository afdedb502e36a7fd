import { quantile } from './load.ts'
import { LOCKED_FILES, type World } from './world.ts'

export type ScenarioTimes = { readonly files: number; readonly p50: number; readonly p99: number }

const WARM_UP = 5
const TIMES = 40

/** The published rules on every locked score, asked one after the other, as somebody moves a rule in the studio. */
export async function scenarioTimes(url: string, { lockedCallId, managerToken }: World): Promise<ScenarioTimes> {
  const milliseconds: number[] = []
  for (let turn = 0; turn < WARM_UP + TIMES; turn += 1) {
    const startedAt = performance.now()
    const answer = await fetch(`${url}/api/v1/calls/${lockedCallId}/scenario-previews`, {
      method: 'POST',
      headers: { authorization: `Bearer ${managerToken}`, 'content-type': 'application/json' },
      body: '{}',
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    if (turn >= WARM_UP) milliseconds.push(performance.now() - startedAt)
  }
  return { files: LOCKED_FILES, p50: quantile(milliseconds, 0.5), p99: quantile(milliseconds, 0.99) }
}
