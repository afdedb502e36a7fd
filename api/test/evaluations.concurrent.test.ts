import { describe, expect, it } from '@jest/globals'
import type { Evaluation, Panel } from '@progress-ess/shared/evaluations'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { codeOf, OPEN } from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'
import {
  evaluationPath,
  givenAdmissible,
  givenAssigned,
  givenHandedIn,
  handIn,
  mark,
  marksOf,
} from './support/given-panel.ts'

const world = await givenApp({ now: OPEN })

/** A call whose one file has what its panel needs, and further evaluations all marked, about to be handed in. */
async function givenLateOnes(count: number) {
  world.clock.set(OPEN)
  const call = await givenPublishedCall(world)
  const file = await givenAdmissible(world, call)
  for (const evaluator of [world.accountOf('evaluator'), await world.givenAccount({ roles: ['evaluator'] })]) {
    await givenHandedIn(world, file, evaluator)
  }
  const late: { evaluator: Account; evaluationId: string }[] = []
  for (let index = 0; index < count; index += 1) {
    const evaluator = await world.givenAccount({ roles: ['evaluator'] })
    const evaluationId = await givenAssigned(world, file, evaluator)
    await world
      .as(evaluator)
      .post(`${evaluationPath(evaluationId)}/no-conflict`)
      .expect(200)
    await mark(world, evaluator, evaluationId, { marks: marksOf(2) })
    late.push({ evaluator, evaluationId })
  }
  return { callId: call.callId, late }
}

/** From now on a change of `table` takes a while before its commit, long enough for another to pass. */
async function slowDown(table: 'evaluation' | 'panel'): Promise<() => Promise<unknown>> {
  await world.asOwner(
    `create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$;
     create trigger linger after update on ${table} for each statement execute function linger()`,
  )
  return () => world.asOwner(`drop trigger linger on ${table}; drop function linger()`)
}

async function untilSomebodyLingers(): Promise<void> {
  for (;;) {
    const found = await world.asOwner(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    )
    if (found.length > 0) return
  }
}

// A supertest request only leaves once somebody waits for it.
const lock = async (callId: string) => world.as('manager').post(`/api/v1/calls/${callId}/panel-lock`)
const read = async (evaluationId: string) =>
  (await world.as('agent').get(evaluationPath(evaluationId)).expect(200)).body as Evaluation

describe('An evaluation handed in while the panel is being locked', () => {
  it('is locked with the others when it came first', async () => {
    const { callId, late } = await givenLateOnes(1)
    const [{ evaluator, evaluationId }] = late as [(typeof late)[number]]
    const restore = await slowDown('evaluation')
    const handing = handIn(world, evaluator, evaluationId)
    await untilSomebodyLingers()
    const locking = lock(callId)
    const [handed, locked] = [await handing, await locking]
    await restore()
    expect([handed.status, locked.status]).toEqual([200, 200])
    expect((await read(evaluationId)).status).toBe('locked')
    expect((locked.body as Panel).evaluators.map(({ submitted }) => submitted)).toEqual([1, 1, 1])
  })

  it('is refused when the lock came first', async () => {
    const { callId, late } = await givenLateOnes(1)
    const [{ evaluator, evaluationId }] = late as [(typeof late)[number]]
    const restore = await slowDown('panel')
    const locking = lock(callId)
    await untilSomebodyLingers()
    const handing = handIn(world, evaluator, evaluationId)
    const [locked, handed] = [await locking, await handing]
    await restore()
    expect([locked.status, handed.status, codeOf(handed)]).toEqual([200, 409, 'panel-locked'])
    expect((await read(evaluationId)).status).toBe('in_progress')
  })

  it('is counted or refused, one by one, when twelve come at once', async () => {
    const { callId, late } = await givenLateOnes(12)
    const [locked, ...handed] = await Promise.all([
      lock(callId),
      ...late.map(({ evaluator, evaluationId }) => handIn(world, evaluator, evaluationId)),
    ])
    expect(locked.status).toBe(200)
    for (const [index, answer] of handed.entries()) {
      const { status } = await read(late[index]!.evaluationId)
      expect([answer.status, status]).toEqual(answer.status === 200 ? [200, 'locked'] : [409, 'in_progress'])
    }
  })
})
