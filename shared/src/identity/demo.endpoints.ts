import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import { DemoAccount, DemoMailPage, SignInOutcome, Transport } from './schemas.ts'

const tags = ['identity'] as const

/** These exist in the demonstration only, and are no part of the published contract. */
export const listDemoAccounts = endpoint({
  operationId: 'listDemoAccounts',
  summary: 'Whom one may enter as',
  tags,
  method: 'GET',
  path: '/demo/accounts',
  response: { 200: Strict({ items: Type.Array(DemoAccount) }, 'DemoAccountList') },
})
export const enterDemo = endpoint({
  operationId: 'enterDemo',
  summary: 'Enter as somebody of the demonstration',
  tags,
  method: 'POST',
  path: '/demo/sessions',
  body: Strict({ accountId: Uuid, transport: Type.Optional(Transport) }, 'DemoEntry'),
  response: { 201: SignInOutcome },
  refusals: ['account-not-found'],
})
export const listDemoMails = endpoint({
  operationId: 'listDemoMails',
  summary: 'The mails that the demonstration kept instead of sending',
  tags,
  method: 'GET',
  path: '/demo/mails',
  querystring: Type.Object(PageQuery),
  response: { 200: DemoMailPage },
})
