import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Uuid } from '../kit/primitives.ts'
import { ClockAdvance, IncomingReferral, ReceivedReferral, Sandbox } from './schemas.ts'

const tags = ['sandbox'] as const
/** Whose sandbox: accounts name the real partner; a test key has one of its own and names nobody. */
const Whose = Type.Object({ partnerId: Type.Optional(Uuid) })
const refusals = ['not-a-partner', 'partner-not-found', 'sandbox-only'] as const

export const getSandbox = endpoint({
  operationId: 'getSandbox',
  summary: 'The sandbox: its clock, whom to refer to, and what they do',
  description:
    'With a key `sk_test_…` its own; staff and advisers name the partner. Nothing of it is real, nothing real is in it.',
  tags,
  method: 'GET',
  path: '/sandbox',
  querystring: Whose,
  response: { 200: Sandbox },
  refusals,
})

export const advanceSandboxClock = endpoint({
  operationId: 'advanceSandboxClock',
  summary: 'Put the clock of the sandbox forward, day by day: timers run, canned partners act, reminders fall due',
  tags,
  method: 'POST',
  path: '/sandbox/clock-advances',
  querystring: Whose,
  body: ClockAdvance,
  response: { 200: Sandbox },
  refusals: [...refusals, 'clock-too-far'],
})

export const createIncomingReferral = endpoint({
  operationId: 'createIncomingReferral',
  summary: 'Have the département of the sandbox send a referral; it answers questions by itself',
  description:
    'With the scenario `withdrawal` the person withdraws the consent a day later, by the clock of the sandbox: erase, and confirm it.',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/sandbox/incoming-referrals',
  querystring: Whose,
  body: IncomingReferral,
  response: { 201: ReceivedReferral },
  refusals,
})

export const resetSandbox = endpoint({
  operationId: 'resetSandbox',
  summary: 'Empty the sandbox, set its clock back to now, and fill it with its first examples',
  description:
    'Keys, webhooks, services and the code map stay; each `Idempotency-Key` is free again. Events that were on their way may still arrive, and the feed keeps those of referrals that are gone: reading one answers 404.',
  tags,
  method: 'POST',
  path: '/sandbox/resets',
  querystring: Whose,
  response: { 200: Sandbox },
  refusals,
})
