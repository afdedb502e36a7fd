/** The award studio. */
export const awards = {}
