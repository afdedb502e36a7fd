/** What an application contains, as it is read. */
export const answers = {}
