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
  /** Processor time of the server for one request, in milliseconds: it hardly depends on what else the machine does. */
  readonly processor: number
  readonly floorProcessor: number
  /** The API’s speed as a part of the floor’s: the median of the rounds, in each of which one followed the other. */
  readonly ratio: number
}

export type Side = { readonly load: () => Promise<Round>; readonly processorMs: () => number }
type Timed = Round & { readonly processor: number }

async function timed({ load, processorMs }: Side): Promise<Timed> {
  const before = processorMs()
  const done = await load()
  return { ...done, processor: (processorMs() - before) / done.milliseconds.length }
}

/** Floor and subject in turn, so that what else the machine does weighs on both; the median of the rounds. */
export async function compare(floor: Side, subject: Side, rounds: number): Promise<Measure> {
  await floor.load()
  await subject.load()
  const pairs: { floor: Timed; subject: Timed }[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    const isFloorFirst = turn % 2 === 0
    const [first, second] = isFloorFirst
      ? [await timed(floor), await timed(subject)]
      : [await timed(subject), await timed(floor)]
    pairs.push(isFloorFirst ? { floor: first, subject: second } : { floor: second, subject: first })
  }
  const all = pairs.flatMap(({ subject: { milliseconds } }) => milliseconds)
  const of = (valueOf: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(valueOf))
  return {
    perSecond: of((pair) => pair.subject.perSecond),
    floorPerSecond: of((pair) => pair.floor.perSecond),
    processor: of((pair) => pair.subject.processor),
    floorProcessor: of((pair) => pair.floor.processor),
    ratio: of((pair) => pair.subject.perSecond / pair.floor.perSecond),
    p50: quantile(all, 0.5),
    p99: quantile(all, 0.99),
  }
}

const ALONE = 400

/**
 * The time of one request alone, in milliseconds: one connection, and the fastest tenth, which what else the machine does
 * disturbs least. What grows with the data grows here too.
 */
export async function alone(traffic: Omit<Traffic, 'connections' | 'seconds' | 'amount'>): Promise<number> {
  const { milliseconds } = await round({ ...traffic, connections: 1, amount: ALONE })
  return quantile(milliseconds, 0.1)
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
