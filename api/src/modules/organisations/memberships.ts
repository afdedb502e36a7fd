import type { Db, Trx } from '../../db/database.ts'
import type { Locale } from '../../kit/mail.ts'
import {
  findMember,
  findOrganisation,
  findRecipientsOf,
  type Membership,
  type OrganisationRow,
} from './organisations.queries.ts'

/** The active membership of an account, or undefined: what other modules decide rights on. */
export async function findMembership(
  db: Db | Trx,
  accountId: string,
  organisationId: string,
): Promise<Membership | undefined> {
  const member = await findMember(db, organisationId, accountId)
  return member?.status === 'active' ? { role: member.role, status: member.status } : undefined
}

/** Who gets the mails of an organisation: its active owners and editors. */
export const findRecipients = (db: Db | Trx, organisationId: string): Promise<{ email: string; locale: Locale }[]> =>
  findRecipientsOf(db, [organisationId])

/** The organisation itself, whoever asks: for modules that have decided the right already. */
export const findAnyOrganisation = (db: Db | Trx, organisationId: string): Promise<OrganisationRow | undefined> =>
  findOrganisation(db, organisationId, null, {})
