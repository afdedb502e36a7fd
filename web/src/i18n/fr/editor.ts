/** The editor of an application. */
export const editor = {}
