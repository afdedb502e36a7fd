import process from 'node:process'
import fc from 'fast-check'
import { anyOptimumInput, bruteForce } from '../../api/test/support/optimum-brute-force.ts'
import { canonicalJson } from '../../api/src/kit/canonical.ts'
import { computeScenario } from '../../api/src/modules/awards/awards.compute.ts'
import { highsSolver } from '../../api/src/solver/highs.ts'

/** The exact method against every choice, tried one by one, on so many small worlds; then the same bytes from shuffled files. */
const [cases = '10000', shuffles = '1000'] = process.argv.slice(2)
const solver = await highsSolver()
const solverOf = () => Promise.resolve(solver)
const startedAt = performance.now()
const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`
let infeasible = 0

await fc.assert(
  fc.asyncProperty(anyOptimumInput, async (input) => {
    const computed = await computeScenario(input, solverOf)
    const tried = bruteForce(input)
    if (!computed.ok) {
      infeasible += 1
      if (computed.code !== 'award-rules-contradictory' || tried !== null) throw new Error(JSON.stringify(computed))
      return
    }
    const awards = computed.result.lines.filter(({ rank }) => rank !== null).map(({ awardCents }) => awardCents)
    const [found, best] = [JSON.stringify(awards), JSON.stringify(tried)]
    if (found !== best) throw new Error(`${found} but tried ${best}`)
  }),
  { numRuns: Number(cases) },
)
process.stdout.write(
  `${cases} small worlds as by trying every choice, ${infeasible} of them without any: ${seconds()}\n`,
)

const [input] = fc.sample(
  anyOptimumInput.filter(({ files }) => files.length === 8),
  { numRuns: 1, seed: 7 },
)
if (input !== undefined) {
  const bytes = new Set<string>()
  for (const files of fc.sample(
    fc.shuffledSubarray([...input.files], { minLength: input.files.length }),
    Number(shuffles),
  )) {
    bytes.add(canonicalJson(await computeScenario({ ...input, files }, solverOf)))
  }
  if (bytes.size !== 1) throw new Error(`${bytes.size} different results`)
  process.stdout.write(`${shuffles} runs on shuffled files, the same bytes: ${seconds()}\n`)
}
