import { describe, expect, it } from '@jest/globals'
import { compileOnce } from '../src/db/compiled.ts'
import { givenApp } from './support/app.ts'

const world = await givenApp()

describe('a query that is compiled once', () => {
  let builds = 0
  const emailsOf = compileOnce<{ id: string | null; email: string }, { email: string }, 'id' | 'email'>(
    (db, value, by) => {
      builds += 1
      const query = db.selectFrom('account').select('email')
      return by === 'id' ? query.where('accountId', '=', value('id')) : query.where('email', '=', value('email'))
    },
  )

  it('takes its own values each time, also at once and in a transaction', async () => {
    const people = await Promise.all([1, 2, 3].map(() => world.givenAccount({ roles: ['applicant'] })))
    const found = await Promise.all(people.map(({ accountId: id }) => emailsOf(world.db, { id, email: '' }, 'id')))
    expect(found).toEqual(people.map(({ email }) => [{ email }]))
    const { accountId: id = '', email = '' } = people[0] ?? {}
    const inside = await world.db.transaction().execute((trx) => emailsOf(trx, { id, email }, 'email'))
    expect(inside).toEqual([{ email }])
    expect(await emailsOf(world.db, { id: null, email: '' }, 'id')).toEqual([])
    expect(builds).toBe(2)
  })

  it('sends values apart from the text', async () => {
    expect(await emailsOf(world.db, { id: null, email: "' or true --" }, 'email')).toEqual([])
  })
})
