export const evaluations = {}
