import { describe, expect, it } from '@jest/globals'
import { ApplicationAction, ApplicationStatus } from '@progress-ess/shared/applications'
import { type ApplicationRole, decideApplication, editableFields, type Situation } from './applications.rules.ts'
import { implicitRejectionAt, readClock } from './implicit-rejection.rules.ts'

const STATES = ApplicationStatus.enum as readonly ApplicationStatus[]
const EVENTS = ApplicationAction.enum as readonly ApplicationAction[]
const ROLES: readonly ApplicationRole[] = ['applicant', 'agent', 'system']

const DEADLINE = new Date('2023-02-06T22:59:59Z')
const before = new Date('2023-02-06T22:59:58.999Z')
const after = new Date('2023-03-01T10:00:00Z')

/** Events that an instant before the deadline allows; the others are agents’ and timers’, after it. */
const EARLY: readonly ApplicationAction[] = ['edit', 'submit', 'discard', 'withdraw', 'restore', 'extend', 'resubmit']

const situation = (status: ApplicationStatus): Situation => ({
  status,
  withdrawnFrom: status === 'withdrawn' ? 'in_review' : null,
  hasOpened: true,
  isOver: false,
  deadline: DEADLINE,
  correctionDueAt: status === 'correction_requested' ? new Date('2023-03-15T22:59:59Z') : null,
  hasDecision: false,
})

/** Written by hand from the domain, apart from the table in the code: `state event role → next`. */
const EXPECTED = new Map<string, ApplicationStatus | null>([
  ['draft edit applicant', 'draft'],
  ['submitted edit applicant', 'submitted'],
  ['correction_requested edit applicant', 'correction_requested'],
  ['draft submit applicant', 'submitted'],
  ['submitted submit applicant', 'submitted'],
  ['draft discard applicant', null],
  ['draft expire system', 'expired'],
  ['submitted withdraw applicant', 'withdrawn'],
  ['in_review withdraw applicant', 'withdrawn'],
  ['correction_requested withdraw applicant', 'withdrawn'],
  ['admissible withdraw applicant', 'withdrawn'],
  ['withdrawn restore applicant', 'in_review'],
  ['withdrawn restore agent', 'in_review'],
  ['submitted open_review agent', 'in_review'],
  ['in_review request_correction agent', 'correction_requested'],
  ['correction_requested resubmit applicant', 'in_review'],
  ['correction_requested end_correction agent', 'in_review'],
  ['in_review declare_admissible agent', 'admissible'],
  ['in_review declare_inadmissible agent', 'inadmissible'],
  ['admissible reinstate agent', 'in_review'],
  ['inadmissible reinstate agent', 'in_review'],
  ['draft extend agent', 'draft'],
  ['submitted extend agent', 'submitted'],
  ['expired extend agent', 'draft'],
])

describe('the application’s states', () => {
  const cases = STATES.flatMap((state) => EVENTS.flatMap((event) => ROLES.map((role) => ({ state, event, role }))))

  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideApplication(situation(state), event, [role], EARLY.includes(event) ? before : after)
    const key = `${state} ${event} ${role}`
    if (EXPECTED.has(key)) expect(verdict).toEqual({ ok: true, to: EXPECTED.get(key) })
    else
      expect(verdict).toMatchObject({
        ok: false,
        code: expect.stringMatching(/^(application-wrong-status|role-not-allowed)$/),
      })
  })
})

describe('the closing', () => {
  const submit = (at: Date, change: Partial<Situation> = {}) =>
    decideApplication({ ...situation('draft'), ...change }, 'submit', ['applicant'], at)

  it('takes a submission that arrives a millisecond before', () => {
    expect(submit(before)).toEqual({ ok: true, to: 'submitted' })
  })
  it('refuses a submission that arrives exactly at it', () => {
    expect(submit(DEADLINE)).toMatchObject({ ok: false, code: 'call-closed' })
  })
  it('refuses a submission before the opening', () => {
    expect(submit(before, { hasOpened: false })).toMatchObject({ ok: false, code: 'call-not-open' })
  })
  it('lets nobody change a correction after its date', () => {
    const late = new Date('2023-03-15T22:59:59Z')
    const verdict = decideApplication(situation('correction_requested'), 'edit', ['applicant'], late)
    expect(verdict).toMatchObject({ ok: false, code: 'correction-overdue' })
  })
  it('takes nothing more once the results are published, whatever extension was given', () => {
    const later = new Date('2024-01-01T00:00:00Z')
    expect(submit(before, { isOver: true, deadline: later })).toMatchObject({ ok: false, code: 'call-closed' })
    const extended = decideApplication({ ...situation('draft'), isOver: true }, 'extend', ['agent'], before)
    expect(extended).toMatchObject({ ok: false, code: 'call-closed' })
  })
  it('opens the review only once the applicant can change nothing', () => {
    expect(decideApplication(situation('submitted'), 'open_review', ['agent'], before)).toMatchObject({
      code: 'call-still-open',
    })
  })
  it('lets an agent restore after the closing, the applicant no more', () => {
    expect(decideApplication(situation('withdrawn'), 'restore', ['agent'], after)).toMatchObject({ ok: true })
    expect(decideApplication(situation('withdrawn'), 'restore', ['applicant'], after)).toMatchObject({
      code: 'call-closed',
    })
  })
  it('lets nobody withdraw once a decision was made', () => {
    const decided = { ...situation('admissible'), hasDecision: true }
    expect(decideApplication(decided, 'withdraw', ['applicant'], before)).toMatchObject({ code: 'decision-exists' })
  })
})

describe('the fields that may change', () => {
  it('are all of them in a draft, the reopened ones in a correction, none in review', () => {
    const fields = (status: ApplicationStatus) => editableFields(situation(status), ['applicant'], ['/budget'], before)
    expect(fields('draft')).toEqual(['*'])
    expect(fields('correction_requested')).toEqual(['/budget'])
    expect(fields('in_review')).toEqual([])
  })
})

describe('the implicit rejection', () => {
  it.each([
    ['2023-02-06T22:41:00.000Z', '2023-04-06T21:41:00.000Z'],
    ['2022-12-31T11:00:00.000Z', '2023-02-28T11:00:00.000Z'],
    ['2023-12-31T11:00:00.000Z', '2024-02-29T11:00:00.000Z'],
    ['2023-08-30T10:00:00.000Z', '2023-10-30T11:00:00.000Z'],
  ])('%s → %s: two calendar months, at the same hour in Paris', (received, term) => {
    expect(implicitRejectionAt(new Date(received)).toISOString()).toBe(term)
  })

  const asked = {
    term: new Date('2023-04-06T10:00:00Z'),
    suspendedAt: new Date('2023-02-10T10:00:00Z'),
    correctionDueAt: new Date('2023-02-20T10:00:00Z'),
  }
  const said = (at: string) => {
    const { term, isSuspended } = readClock(asked, new Date(at))
    return [term?.toISOString(), isSuspended]
  }

  it('stands while a correction runs: the time that was left is still left', () => {
    expect(said('2023-02-10T10:00:00Z')).toEqual(['2023-04-06T10:00:00.000Z', true])
    expect(said('2023-02-15T10:00:00Z')).toEqual(['2023-04-11T10:00:00.000Z', true])
  })
  it('runs on from the date of a correction that nobody answered', () => {
    expect(said('2023-02-20T10:00:00Z')).toEqual(['2023-04-16T10:00:00.000Z', false])
    expect(said('2023-06-01T10:00:00Z')).toEqual(['2023-04-16T10:00:00.000Z', false])
  })
  it('says nothing before the first reception', () => {
    expect(readClock({ ...asked, term: null }, before)).toEqual({ term: null, isSuspended: false })
  })
})
