/**
 * Works on one after the other, whichever of them fail. `end` throws the first failure, so that the queue tells of it and
 * tries again: those that were done find nothing left to do.
 */
export function eachApart() {
  const failures: unknown[] = []
  return {
    async run(work: () => Promise<unknown>): Promise<void> {
      try {
        await work()
      } catch (error) {
        failures.push(error)
      }
    },
    end(): void {
      if (failures.length > 0) throw failures[0]
    },
  }
}
