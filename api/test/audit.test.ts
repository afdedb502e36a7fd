import { describe, expect, it } from '@jest/globals'
import { recordAudit } from '../src/kit/audit.ts'
import { linkAuditEntries, verifyAuditChain } from '../src/kit/audit-chain.ts'
import { inTransaction } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const world = await givenApp()

const subjectId = newId()
const write = (versionAfter: number) =>
  inTransaction(contextOf(world), (ctx) =>
    recordAudit(ctx, { operation: 'testWrite', subjectType: 'thing', subjectId, versionAfter, data: { é: [1, null] } }),
  )

/** Changes history as only the owner can, with the guard taken off, and puts the guard back. */
async function tamper(sql: string): Promise<void> {
  await world.asOwner('alter table audit_entry disable trigger user; alter table audit_link disable trigger user')
  await world.asOwner(sql)
  await world.asOwner('alter table audit_entry enable trigger user; alter table audit_link enable trigger user')
}

/** Until nothing waits: a line waits for older transactions, also of the other databases of these tests. */
async function linkAll(): Promise<number> {
  let linked = 0
  for (let attempt = 0; attempt < 100; attempt += 1) {
    linked += await linkAuditEntries(world.db)
    if ((await verifyAuditChain(world.db)).unlinked === 0) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return linked
}

describe('The audit trail', () => {
  it('links lines after their commit, and the chain holds', async () => {
    for (let version = 1; version <= 5; version += 1) await write(version)
    const before = await verifyAuditChain(world.db)
    expect(before).toMatchObject({ holds: true, checked: 0, unlinked: 5 })

    expect(await linkAll()).toBe(5)
    expect(await verifyAuditChain(world.db)).toMatchObject({ holds: true, checked: 5, unlinked: 0, brokenAt: null })
    expect(await linkAuditEntries(world.db)).toBe(0)
  })

  it('leaves no line of a transaction that was rolled back', async () => {
    const { checked } = await verifyAuditChain(world.db)
    await expect(
      inTransaction(contextOf(world), async (ctx) => {
        await recordAudit(ctx, { operation: 'testWrite', subjectType: 'thing', subjectId })
        throw new Error('never mind')
      }),
    ).rejects.toThrow('never mind')
    await linkAll()
    expect((await verifyAuditChain(world.db)).checked).toBe(checked)
  })

  it('waits for an older transaction, so that nothing can slip in before a link', async () => {
    const { checked } = await verifyAuditChain(world.db)
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let started: () => void = () => undefined
    const hasWritten = new Promise<void>((resolve) => (started = resolve))
    const slow = inTransaction(contextOf(world), async (ctx) => {
      await recordAudit(ctx, { operation: 'slowWrite', subjectType: 'thing', subjectId })
      started()
      await held
    })
    await hasWritten
    await write(6)
    expect(await linkAuditEntries(world.db)).toBe(0)
    release()
    await slow
    expect(await linkAll()).toBe(2)
    expect(await verifyAuditChain(world.db)).toMatchObject({ holds: true, checked: checked + 2 })
  })

  it('stands many writers and several linkers at once', async () => {
    const { checked } = await verifyAuditChain(world.db)
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        await write(index + 1)
        if (index % 10 === 0) await linkAuditEntries(world.db)
      }),
    )
    await linkAll()
    expect(await verifyAuditChain(world.db)).toMatchObject({ holds: true, checked: checked + 100, unlinked: 0 })
  })

  it('is kept from changes by the application and by the owner', async () => {
    for (const table of ['audit_entry', 'audit_link']) {
      await expect(world.pool.query(`delete from ${table}`)).rejects.toThrow('permission denied')
      await expect(world.pool.query(`truncate ${table} cascade`)).rejects.toThrow('permission denied')
      await expect(world.asOwner(`delete from ${table}`)).rejects.toThrow('append-only')
    }
    await expect(world.pool.query(`update audit_entry set operation = 'x'`)).rejects.toThrow('permission denied')
    await expect(world.asOwner(`update audit_entry set operation = 'x'`)).rejects.toThrow('append-only')
  })

  it('answers to managers and admins whether the chain holds', async () => {
    const { body } = await world.as('manager').get('/api/v1/audit/verification').expect(200)
    expect(body).toMatchObject({ holds: true, unlinked: 0, brokenAt: null, verifiedAt: world.clock().toISOString() })
    expect(body.headHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('lists the lines of a subject page by page, latest first', async () => {
    const admin = world.as('admin')
    const query = { subjectType: 'thing', subjectId, limit: 60 }
    const first = await admin.get('/api/v1/audit/entries').query(query).expect(200)
    const second = await admin
      .get('/api/v1/audit/entries')
      .query({ ...query, after: first.body.next })
      .expect(200)
    const places = [...first.body.items, ...second.body.items].map((item) => item.place as number)
    expect(first.body.items).toHaveLength(60)
    expect(second.body.next).toBeNull()
    expect(places).toHaveLength(107)
    expect(new Set(places).size).toBe(107)
    expect(first.body.items[0]).toMatchObject({ operation: 'testWrite', actorKind: 'system', data: { é: [1, null] } })
    const other = await admin.get('/api/v1/audit/entries').query({ subjectId: newId() }).expect(200)
    expect(other.body).toEqual({ items: [], next: null })
    expect((await admin.get('/api/v1/audit/entries').query({ after: 'abc' }).expect(400)).body.code).toBe(
      'invalid-request',
    )
  })

  it.each([
    [
      'a changed line',
      `update audit_entry set operation = 'other' where audit_entry_id = (select audit_entry_id from audit_link where place = 3)`,
      3,
    ],
    ['a changed link', `update audit_link set hash = repeat('0', 64) where place = 2`, 2],
    ['a removed link', `delete from audit_link where place = 1`, 1],
  ])('shows %s', async (_name, sql, place) => {
    await tamper(sql)
    const { body } = await world.as('admin').get('/api/v1/audit/verification').expect(200)
    expect(body).toMatchObject({ holds: false, brokenAt: place, checked: place - 1 })
  })
})
