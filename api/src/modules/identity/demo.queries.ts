import type { Role } from '@progress-ess/shared/identity'
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** People of the demonstration with the organisations that they act for; staff first. */
export const findDemoAccounts = (db: Db) =>
  db
    .selectFrom('account')
    .select(['accountId', 'displayName'])
    .select((eb) => [
      eb.ref('roles').$castTo<Role[]>().as('roles'),
      sql<string[]>`coalesce((select array_agg(o.name order by o.name) from organisation_member m
        join organisation o using (organisation_id) where m.account_id = account.account_id), '{}')`.as(
        'organisations',
      ),
    ])
    .where('isDemo', '=', true)
    .where('isDisabled', '=', false)
    .orderBy(sql`roles = '{applicant}'`)
    .orderBy('createdAt')
    .orderBy('accountId')
    .limit(60)
    .execute()

export const findMails = (db: Db, filter: { limit: number; after?: readonly CursorValue[] }) => {
  const { after } = filter
  const query = db
    .selectFrom('mail')
    .select(['mailId', 'template', 'recipient', 'subject', 'body', 'createdAt', 'sentAt'])
  return (after === undefined ? query : query.where((eb) => afterKey(eb, ['createdAt', 'mailId'], 'desc', after)))
    .orderBy('createdAt', 'desc')
    .orderBy('mailId', 'desc')
    .limit(filter.limit + 1)
    .execute()
}
