import { describe, expect, it } from '@jest/globals'
import { createRateLimit } from '../src/kit/rate-limit.ts'
import { givenApp } from './support/app.ts'

const world = await givenApp()

const refused = { code: 'too-many-requests', context: { retryAfterSeconds: expect.any(Number) as unknown } }

describe('Limits on attempts', () => {
  it('refuses after so many attempts and says how long to wait', async () => {
    const limit = createRateLimit(world.pool, 'sign-in', 3, 60)
    for (let attempt = 1; attempt <= 3; attempt += 1) await limit.consume('somebody')
    await expect(limit.consume('somebody')).rejects.toMatchObject(refused)
    await limit.consume('somebody-else')
  })

  it('counts the same attempts in every process', async () => {
    const processes = [1, 2, 3].map(() => createRateLimit(world.pool, 'shared', 10, 60))
    const attempts = Array.from({ length: 10 }, () => processes.map((limit) => limit.consume('somebody'))).flat()
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('forgets after a success, and when the time is over', async () => {
    const limit = createRateLimit(world.pool, 'short', 1, 1)
    await limit.consume('a')
    await limit.reset('a')
    await limit.consume('a')
    await expect(limit.consume('a')).rejects.toMatchObject(refused)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await limit.consume('a')
  })
})
