import { parentPort } from 'node:worker_threads'
import type { Asked } from '../../kit/own-thread.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'

parentPort?.on('message', ({ id, question }: Asked<ScenarioInput>) => {
  parentPort?.postMessage({ id, answer: runScenario(question) })
})
