import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { anyOptimumInput, bruteForce } from '../../api/test/support/optimum-brute-force.ts'
import { fingerprintOf } from '../../api/src/kit/canonical.ts'
import { computeScenario } from '../../api/src/modules/awards/awards.compute.ts'
import { highsSolver } from '../../api/src/solver/highs.ts'

/** The exact method against every choice, tried one by one, on so many small worlds; then the same bytes from shuffled files. */
const [cases = '10000', shuffles = '1000', mark] = process.argv.slice(2)
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
if (mark === undefined)
  process.stdout.write(
    `${cases} small worlds as by trying every choice, ${infeasible} of them without any: ${seconds()}\n`,
  )

/** Two processes, half of the runs each: one of them is this one, the other begins at the mark `half`. */
async function fingerprintOfShuffles(count: number): Promise<string> {
  const [input] = fc.sample(
    anyOptimumInput.filter(({ files }) => files.length === 8),
    { numRuns: 1, seed: 7 },
  )
  if (input === undefined) throw new Error('no world of eight files')
  const prints = new Set<string>()
  for (const files of fc.sample(fc.shuffledSubarray([...input.files], { minLength: 8 }), count)) {
    prints.add(fingerprintOf(await computeScenario({ ...input, files }, solverOf)))
  }
  const [print, ...others] = prints
  if (print === undefined || others.length > 0) throw new Error(`${prints.size} different results`)
  return print
}

const half = Math.ceil(Number(shuffles) / 2)
if (mark === 'half') process.stdout.write(await fingerprintOfShuffles(half))
else {
  const args = [...process.execArgv, process.argv[1] ?? '', '0', shuffles, 'half']
  const other = promisify(execFile)(process.execPath, args)
  const [mine, { stdout }] = await Promise.all([fingerprintOfShuffles(half), other])
  if (mine !== stdout) throw new Error(`${mine} here, ${stdout} in another process`)
  process.stdout.write(`${2 * half} runs on shuffled files in two processes, the same bytes (${mine}): ${seconds()}\n`)
}
