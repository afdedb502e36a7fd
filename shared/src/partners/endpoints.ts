import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { EmailAddress, PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import {
  AccessToken,
  Agreement,
  ClientCredentials,
  CodeMap,
  NewAgreement,
  NewKey,
  NewPartner,
  NewPartnerService,
  OwnConnection,
  Partner,
  PartnerCallPage,
  PartnerChange,
  PartnerDirectory,
  PartnerKeyList,
  PartnerList,
  PartnerMember,
  PartnerMemberList,
  PartnerService,
  PartnerServiceChange,
  ShownKey,
  UnmappedCodeList,
} from './schemas.ts'

const tags = ['partners'] as const
const PartnerParams = Type.Object({ partnerId: Uuid })
const ServiceParams = Type.Object({ partnerId: Uuid, serviceId: Uuid })

export const listPartners = endpoint({
  operationId: 'listPartners',
  summary: 'Every partner with its agreements and services',
  tags,
  method: 'GET',
  path: '/partners',
  response: { 200: PartnerList },
})

export const listPartnerDirectory = endpoint({
  operationId: 'listPartnerDirectory',
  summary: 'Who can be referred to: partners with an agreement that counts today, and what they do',
  tags,
  method: 'GET',
  path: '/partner-directory',
  response: { 200: PartnerDirectory },
  refusals: ['not-a-partner'],
})

export const createPartner = endpoint({
  operationId: 'createPartner',
  summary: 'Add a partner; it gets keys once an agreement is signed',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/partners',
  body: NewPartner,
  response: { 201: Partner },
  refusals: ['partner-name-taken'],
})

export const getPartner = endpoint({
  operationId: 'getPartner',
  summary: 'Read one partner; an adviser reads the own one',
  tags,
  method: 'GET',
  path: '/partners/:partnerId',
  params: PartnerParams,
  response: { 200: Partner },
  refusals: ['partner-not-found', 'not-a-partner'],
})

export const updatePartner = endpoint({
  operationId: 'updatePartner',
  summary: 'Change a partner. One that is made inactive loses access at once',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/partners/:partnerId',
  params: PartnerParams,
  body: PartnerChange,
  response: { 200: Partner },
  refusals: ['partner-not-found', 'partner-name-taken'],
})

export const addAgreement = endpoint({
  operationId: 'addAgreement',
  summary: 'Record a signed agreement',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/partners/:partnerId/agreements',
  params: PartnerParams,
  body: NewAgreement,
  response: { 201: Agreement },
  refusals: ['partner-not-found', 'agreement-dates'],
})

export const addPartnerService = endpoint({
  operationId: 'addPartnerService',
  summary: 'Say what a partner does, for which subjects, where, and whether it has room',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/partners/:partnerId/services',
  params: PartnerParams,
  body: NewPartnerService,
  response: { 201: PartnerService },
  refusals: ['partner-not-found', 'too-many-services', 'not-a-partner'],
})

export const updatePartnerService = endpoint({
  operationId: 'updatePartnerService',
  summary: 'Change a service, e.g. its capacity',
  tags,
  method: 'PATCH',
  path: '/partners/:partnerId/services/:serviceId',
  params: ServiceParams,
  body: PartnerServiceChange,
  response: { 200: PartnerService },
  refusals: ['partner-not-found', 'service-not-found', 'not-a-partner'],
})

export const listKeys = endpoint({
  operationId: 'listKeys',
  summary: 'The keys of a partner, without their secrets; an adviser reads those of the own one',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/keys',
  params: PartnerParams,
  response: { 200: PartnerKeyList },
  refusals: ['partner-not-found', 'not-a-partner'],
})

export const createKey = endpoint({
  operationId: 'createKey',
  summary: 'Make a key; its secret is in this answer and nowhere else',
  description: 'At most two keys of a mode are alive at once, so that one can replace the other.',
  tags,
  method: 'POST',
  path: '/partners/:partnerId/keys',
  params: PartnerParams,
  body: NewKey,
  response: { 201: ShownKey },
  refusals: ['partner-not-found', 'agreement-missing', 'too-many-keys', 'key-dates', 'network-invalid'],
})

export const revokeKey = endpoint({
  operationId: 'revokeKey',
  summary: 'End a key at once, with the tokens that it was exchanged for',
  tags,
  method: 'DELETE',
  path: '/partners/:partnerId/keys/:keyId',
  params: Type.Object({ partnerId: Uuid, keyId: Uuid }),
  response: { 204: Type.Null() },
  refusals: ['partner-not-found', 'key-not-found'],
})

export const listPartnerMembers = endpoint({
  operationId: 'listPartnerMembers',
  summary: 'The advisers of a partner who work here with an account',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/members',
  params: PartnerParams,
  response: { 200: PartnerMemberList },
  refusals: ['partner-not-found'],
})

export const addPartnerMember = endpoint({
  operationId: 'addPartnerMember',
  summary: 'Let an account with the role partner act for this partner; refused while it acts for another one',
  tags,
  method: 'POST',
  path: '/partners/:partnerId/members',
  params: PartnerParams,
  body: Strict({ email: EmailAddress }, 'NewPartnerMember'),
  response: { 201: PartnerMember },
  refusals: ['partner-not-found', 'account-not-found', 'adviser-elsewhere'],
})

export const removePartnerMember = endpoint({
  operationId: 'removePartnerMember',
  summary: 'An adviser no longer acts for this partner',
  tags,
  method: 'DELETE',
  path: '/partners/:partnerId/members/:accountId',
  params: Type.Object({ partnerId: Uuid, accountId: Uuid }),
  response: { 204: Type.Null() },
  refusals: ['partner-not-found', 'member-not-found'],
})

export const getCodeMap = endpoint({
  operationId: 'getCodeMap',
  summary: 'A partner’s own words for our codes',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/codes',
  params: PartnerParams,
  response: { 200: CodeMap },
  refusals: ['partner-not-found', 'not-a-partner'],
})

export const listUnmappedCodes = endpoint({
  operationId: 'listUnmappedCodes',
  summary: 'A partner’s own words that were kept raw because its code map does not know them, those used most first',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/codes/unmapped',
  params: PartnerParams,
  response: { 200: UnmappedCodeList },
  refusals: ['partner-not-found', 'not-a-partner'],
})

export const putCodeMap = endpoint({
  operationId: 'putCodeMap',
  summary: 'Put a whole code map in the place of the former one',
  tags,
  method: 'PUT',
  path: '/partners/:partnerId/codes',
  params: PartnerParams,
  body: CodeMap,
  response: { 200: CodeMap },
  refusals: ['partner-not-found', 'code-unknown', 'code-twice', 'not-a-partner'],
})

export const listPartnerCalls = endpoint({
  operationId: 'listPartnerCalls',
  summary: 'The journal of calls by key, newest first: 30 days, no bodies',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/calls',
  params: PartnerParams,
  querystring: Type.Object({ ...PageQuery }),
  response: { 200: PartnerCallPage },
  refusals: ['partner-not-found', 'not-a-partner'],
})

export const getOwnConnection = endpoint({
  operationId: 'getOwnConnection',
  summary: 'Who this key, token or link speaks for, and what it may do',
  tags,
  method: 'GET',
  path: '/partner-connection',
  response: { 200: OwnConnection },
  refusals: ['not-a-partner'],
})

export const issueAccessToken = endpoint({
  operationId: 'issueAccessToken',
  summary: 'OAuth 2.0 client credentials: exchange a key for a token of 15 minutes',
  description:
    '`client_id` is the id of the key, `client_secret` the key itself (RFC 6749 §4.4): as a form, with HTTP Basic or in the body, or as JSON. A form is refused as RFC 6749 §5.2 says, JSON with a problem document. Metadata: `/.well-known/oauth-authorization-server`.',
  tags,
  method: 'POST',
  path: '/oauth/token',
  body: ClientCredentials,
  response: { 200: AccessToken },
  refusals: ['unauthenticated', 'scope-too-wide'],
})

export const requestPartnerLink = endpoint({
  operationId: 'requestPartnerLink',
  summary: 'Mail a fresh link to the contact of a partner without a system; the answer is the same whoever asks',
  tags,
  method: 'POST',
  path: '/partner-links',
  body: Strict({ email: EmailAddress }, 'PartnerLinkRequest'),
  response: { 202: Type.Null() },
})

export const revokePartnerLinks = endpoint({
  operationId: 'revokePartnerLinks',
  summary: 'End every link of a partner',
  tags,
  method: 'DELETE',
  path: '/partners/:partnerId/links',
  params: PartnerParams,
  response: { 204: Type.Null() },
  refusals: ['partner-not-found'],
})
