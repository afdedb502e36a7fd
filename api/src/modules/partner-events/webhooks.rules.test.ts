import { describe, expect, it } from '@jest/globals'
import {
  actionsOf,
  afterFailure,
  DAY_MS,
  deliveryActionsOf,
  judgeActive,
  LONGEST_RETRY_AFTER_MS,
  retryAt,
  wants,
} from './webhooks.rules.ts'

const START = new Date('2026-01-05T08:00:00.000Z')
const after = (milliseconds: number): Date => new Date(START.getTime() + milliseconds)

describe('Retries', () => {
  it.each([0, 0.5, 0.999])('come later and later for 24 hours, the last at their end (jitter %d)', (random) => {
    let now = START
    const waits: number[] = []
    for (let failures = 1; ; failures += 1) {
      const next = retryAt({ failures, firstAttemptAt: START, now, retryAfterMs: null, random })
      if (next === null) break
      waits.push(next.getTime() - now.getTime())
      now = next
    }
    expect(now).toEqual(after(DAY_MS))
    expect(waits[0]).toBeGreaterThanOrEqual(4_000)
    expect(waits[0]).toBeLessThanOrEqual(6_000)
    expect(waits.length).toBeGreaterThanOrEqual(11)
    expect(waits.length).toBeLessThanOrEqual(13)
  })

  it('wait as the receiver asks, but not for ever, and not less than they would', () => {
    const ask = (retryAfterMs: number) =>
      retryAt({ failures: 1, firstAttemptAt: START, now: START, retryAfterMs, random: 0.5 })
    expect(ask(90_000)).toEqual(after(90_000))
    expect(ask(0)).toEqual(after(5_000))
    expect(ask(400 * DAY_MS)).toEqual(after(LONGEST_RETRY_AFTER_MS))
  })
})

describe('A failure', () => {
  it('goes on, pauses after a day, and disables when the address is gone', () => {
    const judge = (status: number | null, milliseconds: number) =>
      afterFailure({ failingSince: START }, { status, now: after(milliseconds) })
    expect(judge(500, DAY_MS - 1)).toBe('goes-on')
    expect(judge(null, DAY_MS)).toBe('failing')
    expect(judge(410, 0)).toBe('gone')
  })
})

describe('A webhook', () => {
  it('is told of its kinds, or of all', () => {
    expect(wants({ kinds: [] }, 'assignment.accept')).toBe(true)
    expect(wants({ kinds: ['assignment.accept'] }, 'assignment.decline')).toBe(false)
  })

  it('is tested and sent anew while it is active alone; what waits is sent anyway', () => {
    const of = (status: 'active' | 'paused' | 'disabled') => {
      const [actions, verdict] = [actionsOf({ status }), judgeActive({ status })]
      expect(actions.includes('test')).toBe(verdict.ok)
      expect(actions.includes('pause')).toBe(!actions.includes('resume'))
      return deliveryActionsOf({ status: 'failed' }, { status })
    }
    expect([of('active'), of('paused'), of('disabled')]).toEqual([['redeliver'], [], []])
    expect(deliveryActionsOf({ status: 'waiting' }, { status: 'active' })).toEqual([])
  })
})
