/** Tells the time. Injected everywhere, so that tests and the demonstration choose it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
