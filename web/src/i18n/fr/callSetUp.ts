/** Setting up a call. */
export const callSetUp = {}
