import autocannon from 'autocannon'

export type Traffic = Pick<autocannon.Options, 'requests' | 'setupClient' | 'headers'> & {
  readonly url: string
  readonly connections: number
  /** Seconds of a round, or the number of its requests where each can be sent only once. */
  readonly seconds?: number
  readonly amount?: number
}

export type Round = { readonly perSecond: number; readonly milliseconds: readonly number[] }

/** One round of load. Throws when an answer was not a success: a fast refusal is no speed. */
export function round({ url, connections, seconds, amount, ...traffic }: Traffic): Promise<Round> {
  return new Promise((resolve, reject) => {
    const milliseconds: number[] = []
    const startedAt = performance.now()
    let lastAt = startedAt
    const instance = autocannon(
      {
        ...traffic,
        url,
        connections,
        ...(amount === undefined ? { duration: seconds ?? 2 } : { amount, maxOverallRequests: amount }),
      },
      (error: Error | null, result) => {
        if (error !== null) {
          reject(error)
          return
        }
        if (result.non2xx > 0 || result.errors > 0) {
          reject(new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`))
          return
        }
        resolve({ perSecond: milliseconds.length / ((lastAt - startedAt) / 1_000), milliseconds })
      },
    )
    instance.on('response', (_client, _status, _bytes, responseTime) => {
      milliseconds.push(responseTime)
      lastAt = performance.now()
    })
  })
}

export type Measure = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly floorPerSecond: number
  /** The API’s speed as a part of the floor’s: the median of the rounds, in each of which one followed the other. */
  readonly ratio: number
}

/** Floor and subject in turn, so that what else the machine does weighs on both; the median of the rounds. */
export async function compare(
  floor: () => Promise<Round>,
  subject: () => Promise<Round>,
  rounds: number,
): Promise<Measure> {
  await floor()
  await subject()
  const pairs: { floor: Round; subject: Round }[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    const isFloorFirst = turn % 2 === 0
    const [first, second] = isFloorFirst ? [await floor(), await subject()] : [await subject(), await floor()]
    pairs.push(isFloorFirst ? { floor: first, subject: second } : { floor: second, subject: first })
  }
  const all = pairs.flatMap(({ subject: { milliseconds } }) => milliseconds)
  return {
    perSecond: median(pairs.map(({ subject: { perSecond } }) => perSecond)),
    floorPerSecond: median(pairs.map(({ floor: { perSecond } }) => perSecond)),
    ratio: median(pairs.map((pair) => pair.subject.perSecond / pair.floor.perSecond)),
    p50: quantile(all, 0.5),
    p99: quantile(all, 0.99),
  }
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
