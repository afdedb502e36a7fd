import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type pg from 'pg'
import { createDatabase, type Db, type Trx } from '../src/db/database.ts'
import { transact } from '../src/db/transaction.ts'
import { givenApp } from './support/app.ts'

const world = await givenApp()

const statement = (trx: Trx) =>
  sql<{ transactionId: string; statementAt: Date }>`
  select pg_current_xact_id()::text as transaction_id, statement_timestamp() as statement_at`.execute(trx)
const divide = (trx: Trx) => sql`select 1 / 0`.execute(trx)

describe('a transaction', () => {
  it('runs what is asked at once one after the other, each with what the one before wrote', async () => {
    const { accountId } = await world.givenAccount({ roles: ['applicant'] })
    const rename = (trx: Trx, name: string) =>
      trx
        .updateTable('account')
        .set({ displayName: sql`display_name || ${name}` })
        .where('accountId', '=', accountId)
        .returning('displayName')
        .executeTakeFirstOrThrow()
    const names = await transact(world.db, async (trx) => {
      await trx.updateTable('account').set({ displayName: '-' }).where('accountId', '=', accountId).execute()
      return Promise.all(['a', 'b', 'c'].map((name) => rename(trx, name)))
    })
    expect(names).toEqual([{ displayName: '-a' }, { displayName: '-ab' }, { displayName: '-abc' }])
  })

  it('is one transaction of several statements, whose columns have our names', async () => {
    const [one, other] = await transact(world.db, (trx) => Promise.all([statement(trx), statement(trx)]))
    expect(one.rows[0]?.transactionId).toBe(other.rows[0]?.transactionId)
    expect(one.rows[0]?.statementAt.getTime()).not.toBeNaN()
  })

  it('tells the first failure of several, keeps nothing, and leaves a sound connection', async () => {
    const { accountId, email } = await world.givenAccount({ roles: ['applicant'] })
    const all = transact(world.db, (trx) =>
      Promise.all([
        trx.updateTable('account').set({ email: 'lost@example.fr' }).where('accountId', '=', accountId).execute(),
        divide(trx),
        statement(trx),
      ]),
    )
    await expect(all).rejects.toThrow('division by zero')
    const kept = await Promise.all(
      [...Array(20).keys()].map(() =>
        world.db.selectFrom('account').select('email').where('accountId', '=', accountId).executeTakeFirstOrThrow(),
      ),
    )
    expect(new Set(kept.map((row) => row.email))).toEqual(new Set([email]))
  })

  it('does not end well when a failure in it was passed over', async () => {
    const passedOver = transact(world.db, async (trx) => {
      await divide(trx).catch(() => undefined)
      return 'fine'
    })
    await expect(passedOver).rejects.toThrow('division by zero')
  })

  it('takes nothing after its end, also not from what still ran beside a refusal', async () => {
    let late: Promise<unknown> = Promise.resolve()
    const refused = transact(world.db, (trx) => {
      late = statement(trx).then(() => statement(trx))
      late.catch(() => undefined)
      return Promise.reject(new Error('refused'))
    })
    await expect(refused).rejects.toThrow('refused')
    await expect(late).rejects.toThrow('after the end of its transaction')
  })

  it('commits with its last statements when it says so, and takes nothing after them', async () => {
    const { accountId } = await world.givenAccount({ roles: ['applicant'] })
    const nameOf = () =>
      world.db.selectFrom('account').select('displayName').where('accountId', '=', accountId).executeTakeFirstOrThrow()
    const rename = (trx: Trx, displayName: string) =>
      trx.updateTable('account').set({ displayName }).where('accountId', '=', accountId).execute()
    await transact(world.db, async (trx, commitBehind) => {
      await statement(trx)
      commitBehind()
      await Promise.all([rename(trx, 'first'), rename(trx, 'last')])
      await expect(statement(trx)).rejects.toThrow('after the end of its transaction')
      // Kept before the work itself has ended.
      expect(await nameOf()).toEqual({ displayName: 'last' })
    })
    const failed = transact(world.db, async (trx, commitBehind) => {
      commitBehind()
      await Promise.all([rename(trx, 'lost'), divide(trx)])
    })
    await expect(failed).rejects.toThrow('division by zero')
    expect(await nameOf()).toEqual({ displayName: 'last' })
  })

  it('is not told as done when a statement that nobody waited for has failed', async () => {
    const unheard = transact(world.db, async (trx) => {
      const late = sql`select pg_sleep(0.05), 1 / (random() * 0)::int`.execute(trx)
      late.catch(() => undefined)
      await setImmediate() // sent by now, and not answered yet
      return 'fine'
    })
    await expect(unheard).rejects.toThrow('division by zero')
  })

  it('tells why its connection broke, and does not give it back', async () => {
    const pidOf = async (db: Db | Trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
      return rows[0]?.pid
    }
    let broken: number | undefined
    const cut = transact(world.db, async (trx) => {
      broken = await pidOf(trx)
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx)
    })
    await expect(cut).rejects.toMatchObject({ code: '57P01' })
    const pids = await Promise.all([...Array(20).keys()].map(() => pidOf(world.db)))
    expect(pids).not.toContain(broken)
  })

  it('does not give a connection back on which it could not be ended', async () => {
    const released: unknown[] = []
    const client = {
      ask: async (text: string) => {
        if (text === 'rollback') throw new Error('no answer in time')
        return { command: 'BEGIN', rowCount: null, rows: [] }
      },
      release: (isBroken: unknown) => void released.push(isBroken),
    }
    const db = createDatabase({ connect: async () => client } as unknown as pg.Pool)
    await expect(transact(db, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect(released).toEqual([true])
  })
})
