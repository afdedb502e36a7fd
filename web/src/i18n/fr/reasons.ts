/** Sentences for codes of the contract: gaps, reasons of lines, operations of histories. */
export const reasons = {}
