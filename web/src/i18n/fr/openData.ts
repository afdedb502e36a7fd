/** Open data, demonstration mailbox. */
export const openData = {}
