import { describe, expect, it } from '@jest/globals'
import type { Problem } from '@progress-ess/shared/kit'
import type { Role } from '../src/kit/context.ts'
import { ROLES } from './support/accounts.ts'
import { type Client, givenApp } from './support/app.ts'
import { fill, type Operation } from './support/operations.ts'
import { sampleOf } from './support/sample.ts'

const world = await givenApp()

const call = async (
  client: Client,
  { method, url, params }: Operation,
): Promise<{ status: number; code: string | undefined }> => {
  const answer = await client[method](fill(url, (sampleOf(params) ?? {}) as Record<string, unknown>))
  return { status: answer.status, code: (answer.body as Partial<Problem> | null)?.code }
}

const DOOR = ['unauthenticated', 'role-not-allowed', 'second-factor-required', 'csrf-refused']

describe.each(world.operations.map((operation) => [operation.operationId, operation] as const))(
  '%s',
  (_id, operation) => {
    const { access } = operation

    if (access === 'public') {
      it('is open to people without an account', async () => {
        expect(DOOR).not.toContain((await call(world.anonymous, operation)).code)
      })
    } else {
      it('is closed to people without an account', async () => {
        expect(await call(world.anonymous, operation)).toEqual({ status: 401, code: 'unauthenticated' })
      })
    }

    const isOpenTo = (role: Role): boolean => typeof access === 'string' || access.includes(role)

    it.each(ROLES.filter(isOpenTo))('is open to %s', async (role) => {
      expect(DOOR).not.toContain((await call(world.as(role), operation)).code)
    })

    if (!ROLES.every(isOpenTo)) {
      it.each(ROLES.filter((role) => !isOpenTo(role)))('is closed to %s', async (role) => {
        expect(await call(world.as(role), operation)).toEqual({ status: 403, code: 'role-not-allowed' })
      })

      it('is closed to a role that waits for its second factor', async () => {
        const roles = ROLES.filter(isOpenTo)
        const account = await world.givenAccount({ roles, dormantRoles: roles })
        expect(await call(world.as(account), operation)).toEqual({ status: 403, code: 'second-factor-required' })
      })
    }
  },
)

describe('The matrix', () => {
  it('covers every operation below /api/v1', () => {
    expect(world.operations.length).toBeGreaterThan(0)
    expect(world.operations.every(({ url }) => url.startsWith('/api/v1/'))).toBe(true)
  })
})
