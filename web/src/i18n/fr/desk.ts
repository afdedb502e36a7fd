/** The agents’ desk, table of files and split sheet. */
export const desk = {}
