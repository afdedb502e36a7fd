export const callSetUp = {}
