import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Line, PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import * as schemas from './schemas.ts'

const tags = ['identity'] as const
const none = Type.Null()

export const getSession = endpoint({
  operationId: 'getSession',
  summary: 'Who is signed in, and the server’s clock',
  tags,
  method: 'GET',
  path: '/session',
  response: { 200: schemas.CurrentSession },
})
export const signIn = endpoint({
  operationId: 'signIn',
  summary: 'Sign in with e-mail address and password',
  tags,
  method: 'POST',
  path: '/sessions',
  body: schemas.PasswordSignIn,
  response: { 201: schemas.SignInOutcome },
  refusals: ['sign-in-refused'],
})
export const completeSecondFactor = endpoint({
  operationId: 'completeSecondFactor',
  summary: 'Complete a sign-in with a code of the second factor, or a recovery code',
  tags,
  method: 'POST',
  path: '/sessions/second-factor',
  body: schemas.SecondFactor,
  response: { 201: schemas.SignInOutcome },
  refusals: ['second-factor-refused'],
})
export const requestSignInLink = endpoint({
  operationId: 'requestSignInLink',
  summary: 'Ask for a sign-in link by e-mail; the answer is the same whether the account exists',
  tags,
  method: 'POST',
  path: '/sign-in-links',
  body: schemas.SignInLinkRequest,
  response: { 202: schemas.Accepted },
})
export const signInWithLink = endpoint({
  operationId: 'signInWithLink',
  summary: 'Sign in with the token of a link; the account is made at its first use',
  tags,
  method: 'POST',
  path: '/sessions/link',
  body: schemas.LinkSignIn,
  response: { 201: schemas.SignInOutcome },
  refusals: ['link-refused'],
})
export const signOut = endpoint({
  operationId: 'signOut',
  summary: 'End this session',
  tags,
  method: 'DELETE',
  path: '/session',
  response: { 204: none },
})
export const listSessions = endpoint({
  operationId: 'listSessions',
  summary: 'List my living sessions',
  tags,
  method: 'GET',
  path: '/sessions',
  response: { 200: Strict({ items: Type.Array(schemas.OwnSession) }, 'OwnSessionList') },
})
export const endSession = endpoint({
  operationId: 'endSession',
  summary: 'End one of my sessions',
  tags,
  method: 'DELETE',
  path: '/sessions/:sessionId',
  params: Type.Object({ sessionId: Uuid }),
  response: { 204: none },
  refusals: ['session-not-found'],
})
export const endOtherSessions = endpoint({
  operationId: 'endOtherSessions',
  summary: 'End all my sessions but this one',
  tags,
  method: 'DELETE',
  path: '/sessions',
  response: { 204: none },
})
export const updateAccount = endpoint({
  operationId: 'updateAccount',
  summary: 'Change my name or language',
  tags,
  method: 'PATCH',
  path: '/account',
  body: schemas.AccountChange,
  response: { 200: schemas.Account },
})
export const setPassword = endpoint({
  operationId: 'setPassword',
  summary:
    'Set or change my password (the current one is asked, but within twenty minutes of a link); other sessions end',
  tags,
  method: 'PUT',
  path: '/account/password',
  body: schemas.PasswordChange,
  response: { 200: schemas.Account },
  refusals: ['current-password-wrong', 'password-too-common'],
})
export const startTotp = endpoint({
  operationId: 'startTotp',
  summary: 'Start setting up a code generator, the first or the next one',
  tags,
  method: 'POST',
  path: '/account/totp',
  response: { 201: schemas.TotpSetup },
  refusals: ['second-factor-required'],
})
export const confirmTotp = endpoint({
  operationId: 'confirmTotp',
  summary: 'Confirm the code generator; answers recovery codes, once',
  tags,
  method: 'POST',
  path: '/account/totp/confirmation',
  body: schemas.TotpCode,
  response: { 201: schemas.RecoveryCodes },
  refusals: ['totp-code-wrong', 'totp-not-started', 'second-factor-required'],
})
export const removeTotp = endpoint({
  operationId: 'removeTotp',
  summary: 'Remove the code generator',
  tags,
  method: 'DELETE',
  path: '/account/totp',
  response: { 204: none },
  refusals: ['last-second-factor', 'second-factor-required'],
})
export const inviteAccount = endpoint({
  operationId: 'inviteAccount',
  summary: 'Invite a member of staff, by e-mail',
  tags,
  method: 'POST',
  path: '/invitations',
  body: schemas.NewInvitation,
  response: { 201: schemas.Invitation },
  refusals: ['invitation-exists'],
})
export const listInvitations = endpoint({
  operationId: 'listInvitations',
  summary: 'List invitations',
  tags,
  method: 'GET',
  path: '/invitations',
  response: { 200: Strict({ items: Type.Array(schemas.Invitation) }, 'InvitationList') },
})
export const revokeInvitation = endpoint({
  operationId: 'revokeInvitation',
  summary: 'Revoke an invitation',
  tags,
  method: 'DELETE',
  path: '/invitations/:invitationId',
  params: Type.Object({ invitationId: Uuid }),
  response: { 204: none },
  refusals: ['invitation-not-found'],
})
export const previewInvitation = endpoint({
  operationId: 'previewInvitation',
  summary: 'What an invitation is for, by its token',
  tags,
  method: 'POST',
  path: '/invitations/preview',
  body: schemas.InvitationToken,
  response: { 200: schemas.Invitation },
  refusals: ['invitation-refused'],
})
export const acceptInvitation = endpoint({
  operationId: 'acceptInvitation',
  summary: 'Accept an invitation and set a password; a second factor comes next',
  tags,
  method: 'POST',
  path: '/invitations/acceptance',
  body: schemas.InvitationAcceptance,
  response: { 201: schemas.SignInOutcome },
  refusals: ['invitation-refused', 'password-too-common'],
})
export const listAccounts = endpoint({
  operationId: 'listAccounts',
  summary: 'List accounts',
  tags,
  method: 'GET',
  path: '/accounts',
  querystring: Type.Object({ ...PageQuery, search: Type.Optional(Line(100)) }),
  response: { 200: schemas.AccountPage },
})
export const getAccount = endpoint({
  operationId: 'getAccount',
  summary: 'Read one account',
  tags,
  method: 'GET',
  path: '/accounts/:accountId',
  params: Type.Object({ accountId: Uuid }),
  response: { 200: schemas.Account },
  refusals: ['account-not-found'],
})
export const updateAccountRoles = endpoint({
  operationId: 'updateAccountRoles',
  summary: 'Change an account’s roles, or disable it (If-Match)',
  tags,
  method: 'PATCH',
  path: '/accounts/:accountId',
  params: Type.Object({ accountId: Uuid }),
  body: schemas.AccountRoles,
  response: { 200: schemas.Account },
  isVersioned: true,
  refusals: ['account-not-found', 'last-admin'],
})
export const resetSecondFactor = endpoint({
  operationId: 'resetSecondFactor',
  summary: 'Remove the code generator, passkeys and recovery codes of somebody who has lost them',
  tags,
  method: 'DELETE',
  path: '/accounts/:accountId/second-factor',
  params: Type.Object({ accountId: Uuid }),
  response: { 200: schemas.Account },
  refusals: ['account-not-found', 'own-account', 'no-second-factor'],
})
export const listEvaluators = endpoint({
  operationId: 'listEvaluators',
  summary: 'List those who may evaluate',
  tags,
  method: 'GET',
  path: '/evaluators',
  response: { 200: Strict({ items: Type.Array(schemas.Evaluator) }, 'EvaluatorList') },
})
