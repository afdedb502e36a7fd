/** Accounts and invitations. */
export const admin = {}
