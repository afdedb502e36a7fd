import type { RankedFile } from './awards.types.rules.ts'

/** In equal shares every file weighs the same: what one cannot take, as its request is smaller, rises for the others. */
export const equalWeights = (entries: readonly RankedFile[]): bigint[] => entries.map(() => 1n)
