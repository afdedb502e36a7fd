export type TestClock = {
  (): Date
  set: (instant: string | Date) => void
  /** Moves on by so many milliseconds. */
  advance: (milliseconds: number) => void
}

/** A clock that stands still until it is told otherwise. */
export function createTestClock(start: string): TestClock {
  let now = new Date(start).getTime()
  return Object.assign(() => new Date(now), {
    set: (instant: string | Date) => {
      now = new Date(instant).getTime()
    },
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  })
}
