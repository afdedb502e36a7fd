import { describe, expect, it } from '@jest/globals'
import { CallAction, CallStatus } from '@progress-ess/shared/calls'
import { EssFamily } from '@progress-ess/shared/organisations'
import fc from 'fast-check'
import { DEFAULT_ELIGIBILITY } from './calls.defaults.ts'
import {
  CALL_ACTIONS,
  type CallRole,
  deadlineOf,
  decideCall,
  decideLaterClosing,
  judgeEligibility,
  phaseOf,
} from './calls.rules.ts'

const STATES = CallStatus.enum as readonly CallStatus[]
const ACTIONS = CallAction.enum as readonly CallAction[]
const ROLES: readonly CallRole[] = ['agent', 'manager', 'system']

const opensAt = new Date('2022-12-01T08:00:00Z')
/** 6 February 2023 at 23:59:59 in Paris. */
const closesAt = new Date('2023-02-06T22:59:59Z')
const dates = { opensAt, closesAt, graceMinutes: 10, hasUndecided: false }
const at = (instant: Date, milliseconds = 0): Date => new Date(instant.getTime() + milliseconds)
const graceEnd = at(closesAt, 600_000)

/** Written by hand from the domain, on purpose apart from the table in the code: `state action role → next`. */
const EXPECTED = new Map<string, CallStatus>([
  ['draft edit agent', 'draft'],
  ['draft edit manager', 'draft'],
  ['draft publish manager', 'published'],
  ['draft cancel manager', 'cancelled'],
  ['published close_later manager', 'published'],
  ['published add_erratum agent', 'published'],
  ['published add_erratum manager', 'published'],
  ['published cancel manager', 'cancelled'],
  ['results_published add_erratum agent', 'results_published'],
  ['results_published add_erratum manager', 'results_published'],
  ['results_published archive manager', 'archived'],
])

describe('the call’s states while it is open', () => {
  const cases = STATES.flatMap((state) => ACTIONS.flatMap((action) => ROLES.map((role) => ({ state, action, role }))))

  it.each(cases)('$state × $action × $role', ({ state, action, role }) => {
    const verdict = decideCall({ ...dates, status: state }, action, [role], opensAt)
    const to = EXPECTED.get(`${state} ${action} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else {
      expect(verdict).toMatchObject({
        ok: false,
        code: expect.stringMatching(/^(call-wrong-status|call-frozen|role-not-allowed)$/),
      })
    }
  })

  it('judges the state before the role', () => {
    expect(decideCall({ ...dates, status: 'published' }, 'edit', [], opensAt)).toMatchObject({ code: 'call-frozen' })
    expect(decideCall({ ...dates, status: 'draft' }, 'publish', ['agent'], opensAt)).toMatchObject({
      code: 'role-not-allowed',
    })
  })

  it('knows every action of the contract', () => {
    expect([...CALL_ACTIONS].sort()).toEqual([...ACTIONS].sort())
  })
})

describe('actions and time', () => {
  const verdict = (action: CallAction, now: Date) =>
    decideCall({ ...dates, status: 'published' }, action, ['manager'], now)

  it('moves the closing until the end of the grace, not at it', () => {
    expect(verdict('close_later', at(graceEnd, -1))).toEqual({ ok: true, to: 'published' })
    expect(verdict('close_later', graceEnd)).toMatchObject({ ok: false, code: 'closing-passed' })
  })

  it('publishes results from the end of the grace, not before', () => {
    expect(verdict('publish_results', at(graceEnd, -1))).toMatchObject({ ok: false, code: 'call-wrong-status' })
    expect(verdict('publish_results', graceEnd)).toEqual({ ok: true, to: 'results_published' })
  })

  it('publishes no results while a file waits for its decision', () => {
    const call = { ...dates, status: 'published', hasUndecided: true } as const
    expect(decideCall(call, 'publish_results', ['manager'], graceEnd)).toMatchObject({ code: 'decisions-incomplete' })
  })

  it.each([
    ['an earlier instant', at(closesAt, -1), opensAt, false],
    ['the same instant', closesAt, opensAt, false],
    ['a later instant', at(closesAt, 1), opensAt, true],
    ['later, but past already', at(closesAt, 60_000), at(closesAt, 120_000), false],
  ])('a closing moved to %s', (_what, later, now, ok) => {
    expect(decideLaterClosing(dates, later, now, null)).toEqual(ok ? { ok } : { ok, code: 'closing-not-later' })
  })

  it('a closing moves to before the public value of the draw is known, its grace included', () => {
    const later = at(closesAt, 3_600_000)
    const end = at(later, dates.graceMinutes * 60_000)
    expect(decideLaterClosing(dates, later, opensAt, at(end, 1))).toEqual({ ok: true })
    expect(decideLaterClosing(dates, later, opensAt, end)).toEqual({ ok: false, code: 'later-than-draw' })
  })
})

describe('the phase', () => {
  const calm = { hasEvaluations: false, isPanelLocked: false }

  it.each([
    ['just before the opening', at(opensAt, -1), calm, 'announced'],
    ['at the opening', opensAt, calm, 'open'],
    ['just before the closing', at(closesAt, -1), calm, 'open'],
    ['at the closing', closesAt, calm, 'grace'],
    ['just before the end of the grace', at(graceEnd, -1), calm, 'grace'],
    ['at the end of the grace', graceEnd, calm, 'closed'],
    ['once somebody evaluates', graceEnd, { hasEvaluations: true, isPanelLocked: false }, 'evaluating'],
    ['once the panel is locked', graceEnd, { hasEvaluations: true, isPanelLocked: true }, 'deliberating'],
    ['while an evaluator works before the closing', opensAt, { hasEvaluations: true, isPanelLocked: false }, 'open'],
  ] as const)('%s', (_when, now, progress, phase) => {
    expect(phaseOf({ ...dates, ...progress, status: 'published' }, now)).toBe(phase)
  })

  it('has no grace when the call gives none', () => {
    expect(phaseOf({ ...dates, graceMinutes: 0, ...calm, status: 'published' }, closesAt)).toBe('closed')
  })

  it.each([
    ['draft', 'draft'],
    ['results_published', 'decided'],
    ['archived', 'archived'],
    ['cancelled', 'cancelled'],
  ] as const)('of a call that is %s is %s at any time', (status, phase) => {
    for (const now of [at(opensAt, -1), opensAt, closesAt, graceEnd]) {
      expect(phaseOf({ ...dates, hasEvaluations: true, isPanelLocked: true, status }, now)).toBe(phase)
    }
  })

  it('never goes back while time passes', () => {
    const order = ['announced', 'open', 'grace', 'closed']
    const instant = fc.integer({ min: opensAt.getTime() - 1e6, max: graceEnd.getTime() + 1e6 })
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        const [earlier, later] = [one, other]
          .sort((a, b) => a - b)
          .map((time) => order.indexOf(phaseOf({ ...dates, ...calm, status: 'published' }, new Date(time))))
        expect(Number(earlier)).toBeLessThanOrEqual(Number(later))
      }),
    )
  })

  it('adds the grace to the closing', () => {
    expect(deadlineOf(dates)).toEqual(graceEnd)
    expect(deadlineOf({ ...dates, closesAt: null })).toBeNull()
  })
})

describe('eligibility', () => {
  const nanterre = { hasEsus: false, communeCode: '92050' }
  const code = (family: EssFamily, hasEsus = false, communeCode = '92050'): string =>
    judgeEligibility(DEFAULT_ELIGIBILITY, { family, hasEsus, communeCode }).code

  it('of the first edition: associations, and companies with an ESUS approval that runs', () => {
    expect(code('association')).toBe('eligible')
    expect(code('company', true)).toBe('eligible')
    expect(code('company')).toBe('esus-required')
    expect(code('foundation')).toBe('family-not-eligible')
    expect(code('association', false, '75056')).toBe('territory-not-eligible')
  })

  it('counts no approval where the call takes none', () => {
    const eligibility = { ...DEFAULT_ELIGIBILITY, esusCompanies: false }
    expect(judgeEligibility(eligibility, { ...nanterre, family: 'company', hasEsus: true })).toMatchObject({
      isEligible: false,
      code: 'family-not-eligible',
    })
  })

  it('takes every family anywhere when the call says so', () => {
    const families = EssFamily.enum as EssFamily[]
    for (const family of families) {
      const verdict = judgeEligibility(
        { families, esusCompanies: false, territories: [] },
        { family, hasEsus: false, communeCode: '13055' },
      )
      expect(verdict).toMatchObject({ isEligible: true, code: 'eligible' })
    }
  })
})
