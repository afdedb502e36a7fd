import { Type, type Static } from 'typebox'
import { Instant, Strict, Uuid, Words } from '../kit/primitives.ts'
import { PartnerKind } from '../partners/schemas.ts'

/**
 * What a canned partner does with a referral whose project’s title begins with the word in brackets, e.g.
 * `[decline] Une conserverie`. Days are days of the sandbox’s clock.
 */
export const CANNED_SCRIPTS = [
  { marker: '[accept]', does: 'Acknowledges and accepts at once, reaches the person after 1 day, completes after 3' },
  { marker: '[complete]', does: 'Accepts, reaches the person and completes at once' },
  { marker: '[decline]', does: 'Declines at once as out_of_scope; `[decline:at_capacity]` names another reason' },
  { marker: '[ask]', does: 'Asks for information; once it is given, goes on as `[accept]`' },
  { marker: '[silent]', does: 'Never answers: reminders, then expiry after 30 days' },
  { marker: '[late]', does: 'Acknowledges at once, accepts after 12 days, then goes on as `[accept]`' },
  { marker: '[hold]', does: 'Accepts and holds for 10 days, then goes on as `[accept]`' },
  { marker: '[unreachable]', does: 'Accepts, tries on two days, reaches nobody' },
  { marker: '[no-solution]', does: 'Accepts, reaches the person after 1 day, ends without a solution after 3' },
  { marker: '[transfer]', does: 'Passes on to the other chamber, or declines when the consent does not cover it' },
  { marker: '[no-news]', does: 'Accepts, and is not heard of again: closed after 120 days' },
] as const

export const Sandbox = Strict(
  {
    /** Of the twin that tries things out; never the real partner’s own id. */
    partnerId: Uuid,
    /** The time that counts in this sandbox. */
    now: Instant,
    /** How far its clock was put forward, in days. */
    daysAhead: Type.Integer(),
    referrals: Type.Integer(),
    /** What would have been mailed about referrals received; in a sandbox nobody is written to. */
    reminders: Type.Array(
      Strict(
        {
          stage: Words(['new', 'acknowledge', 'poke', 'escalate', 'contact', 'nudge'], 'ReminderStage'),
          count: Type.Integer(),
        },
        'ReminderCount',
      ),
    ),
    cannedPartners: Type.Array(Strict({ partnerId: Uuid, kind: PartnerKind, name: Type.String() }, 'CannedPartner')),
    /** What begins a project’s title, and what the canned partners then do. Without a marker: `[accept]`. */
    scripts: Type.Array(Strict({ marker: Type.String(), does: Type.String() }, 'CannedScript')),
  },
  'Sandbox',
)
export type Sandbox = Static<typeof Sandbox>

export const ClockAdvance = Strict({ days: Type.Integer({ minimum: 1, maximum: 180 }) }, 'ClockAdvance')

/** `withdrawal`: a day later, by the clock of the sandbox, the person withdraws the consent. */
export const SCENARIOS = ['holder', 'organisation', 'difficulties', 'withdrawal'] as const
export const IncomingReferral = Strict({ scenario: Words(SCENARIOS, 'SandboxScenario') }, 'IncomingReferral')
export type IncomingReferral = Static<typeof IncomingReferral>

export const ReceivedReferral = Strict({ referralId: Uuid, reference: Type.String() }, 'ReceivedReferral')
export type ReceivedReferral = Static<typeof ReceivedReferral>
