/**
 * Does `work` with each, one after the other, also when it throws for one of them: what is at fault must not hold what comes
 * after it. At the end it throws what was thrown, so that the job is logged and tried again.
 */
export async function forEachApart<T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const thrown: unknown[] = []
  for await (const item of items) {
    try {
      await work(item)
    } catch (error) {
      thrown.push(error)
    }
  }
  if (thrown.length === 1) throw thrown[0]
  if (thrown.length > 1)
    throw new AggregateError(thrown, `${thrown.length} failed, the first with: ${String(thrown[0])}`)
}
