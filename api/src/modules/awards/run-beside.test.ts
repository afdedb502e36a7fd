import { afterAll, describe, expect, it } from '@jest/globals'
import { EURO, fileWith, inputOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { canonicalJson } from '../../kit/canonical.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { TooLong } from '../../kit/own-thread.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { endRuns, isHeavy, runBeside } from './run-beside.ts'

afterAll(endRuns)

/** So many files of which every third is of a theme that has places held. */
function worldOf(count: number): ScenarioInput {
  const files = Array.from({ length: count }, (_, index) =>
    fileWith(`F${String(index).padStart(4, '0')}`, {
      score: fraction(50 + ((index * 37) % 50)),
      facts: { theme: index % 3 === 0 ? ['t'] : [] },
    }),
  )
  const rules = rulesWith({
    envelope: { totalCents: count * 4_000 * EURO, roundToCents: EURO },
    quotas: [{ id: 'q', label: 'Q', files: { by: 'theme', in: ['t'] }, measure: 'count', min: count / 5, priority: 1 }],
  })
  return inputOf(rules, files)
}

describe('A run beside the requests of the process', () => {
  it('is for many files under lots, quotas or locks', () => {
    const many = worldOf(110)
    expect([isHeavy(many), isHeavy(worldOf(100)), isHeavy({ ...many, rules: rulesWith() })]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('gives the same bytes, and lets the process work meanwhile', async () => {
    const input = worldOf(110)
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    const beside = await runBeside(input)
    clearInterval(timer)
    expect(canonicalJson(beside)).toBe(canonicalJson(runScenario(input)))
    expect(turns).toBeGreaterThan(0)
  })

  it('ends when its time is over, and who waited behind it is answered all the same', async () => {
    const small = worldOf(20)
    const late = runBeside(worldOf(400), 1)
    const behind = runBeside(small)
    await expect(late).rejects.toThrow(TooLong)
    expect(canonicalJson(await behind)).toBe(canonicalJson(runScenario(small)))
  })
})
