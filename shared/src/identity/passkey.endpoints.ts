import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Strict, Uuid } from '../kit/primitives.ts'
import * as schemas from './passkey.schemas.ts'
import { SignInOutcome } from './schemas.ts'

const tags = ['identity'] as const
const PasskeyParams = Type.Object({ passkeyId: Uuid })

export const listPasskeys = endpoint({
  operationId: 'listPasskeys',
  summary: 'List my passkeys',
  tags,
  method: 'GET',
  path: '/account/passkeys',
  response: { 200: Strict({ items: Type.Array(schemas.Passkey) }, 'PasskeyList') },
})
export const startPasskey = endpoint({
  operationId: 'startPasskey',
  summary: 'Start adding a passkey: what the browser is to ask of the authenticator',
  tags,
  method: 'POST',
  path: '/account/passkeys/options',
  response: { 201: schemas.PasskeyCreation },
  refusals: ['second-factor-required'],
})
export const addPasskey = endpoint({
  operationId: 'addPasskey',
  summary: 'Add the passkey that the authenticator made; this session then counts as proved twice',
  tags,
  method: 'POST',
  path: '/account/passkeys',
  body: schemas.NewPasskey,
  response: { 201: schemas.PasskeyAdded },
  refusals: ['passkey-refused', 'second-factor-required'],
})
export const renamePasskey = endpoint({
  operationId: 'renamePasskey',
  summary: 'Rename one of my passkeys',
  tags,
  method: 'PATCH',
  path: '/account/passkeys/:passkeyId',
  params: PasskeyParams,
  body: schemas.PasskeyName,
  response: { 200: schemas.Passkey },
  refusals: ['passkey-not-found'],
})
export const removePasskey = endpoint({
  operationId: 'removePasskey',
  summary: 'Remove one of my passkeys',
  tags,
  method: 'DELETE',
  path: '/account/passkeys/:passkeyId',
  params: PasskeyParams,
  response: { 204: Type.Null() },
  refusals: ['passkey-not-found', 'last-second-factor', 'second-factor-required'],
})
export const startPasskeySignIn = endpoint({
  operationId: 'startPasskeySignIn',
  summary: 'Start signing in with a passkey',
  tags,
  method: 'POST',
  path: '/sessions/passkey/options',
  response: { 201: schemas.PasskeyRequest },
})
export const signInWithPasskey = endpoint({
  operationId: 'signInWithPasskey',
  summary: 'Sign in with a passkey: it proves the person too, hence both factors',
  tags,
  method: 'POST',
  path: '/sessions/passkey',
  body: schemas.PasskeySignIn,
  response: { 201: SignInOutcome },
  refusals: ['passkey-refused'],
})
