/** The evaluator’s queue and grid, the board. */
export const evaluations = {}
