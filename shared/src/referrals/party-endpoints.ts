import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Line, PageQuery, Uuid, Words } from '../kit/primitives.ts'
import { NewPartyLink, PartyErasure, PartyExport, PartyFile, PartyLinkUndoing, PartyPage } from './party-schemas.ts'
import { Referral } from './schemas.ts'

const tags = ['parties'] as const
const PartyParams = Type.Object({ partyId: Uuid })
const who = ['not-a-partner'] as const

export const listParties = endpoint({
  operationId: 'listParties',
  summary: 'The people and structures of the referrals that the caller sees, those entered last first',
  tags,
  method: 'GET',
  path: '/parties',
  querystring: Type.Object({
    ...PageQuery,
    kind: Type.Optional(Words(['holder', 'organisation'])),
    /** A part of a name, of a number, of an address. */
    search: Type.Optional(Line(100)),
  }),
  response: { 200: PartyPage },
  refusals: [...who],
})

export const getParty = endpoint({
  operationId: 'getParty',
  summary: 'One person or structure: its referrals, who got what and under which consent, what it became',
  tags,
  method: 'GET',
  path: '/parties/:partyId',
  params: PartyParams,
  response: { 200: PartyFile },
  refusals: [...who, 'party-not-found'],
})

export const linkParty = endpoint({
  operationId: 'linkParty',
  summary: 'Say that two rows are one person, or that a person has created a structure; can be taken back',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/parties/:partyId/links',
  params: PartyParams,
  body: NewPartyLink,
  response: { 201: PartyFile },
  refusals: [
    ...who,
    'party-not-found',
    'party-link-target',
    'party-linked',
    'party-link-circular',
    'party-kind',
    'party-forgotten',
    'party-incomplete',
    'identifier-invalid',
  ],
})

export const undoPartyLink = endpoint({
  operationId: 'undoPartyLink',
  summary: 'Take a link between two rows back, with the reason',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/party-links/:linkId/undoing',
  params: Type.Object({ linkId: Uuid }),
  body: PartyLinkUndoing,
  response: { 200: PartyFile },
  refusals: [...who, 'party-link-not-found', 'party-link-undone'],
})

export const withdrawPartyConsents = endpoint({
  operationId: 'withdrawPartyConsents',
  summary: 'The person has changed his mind about everything: every consent that the caller collected is withdrawn',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/parties/:partyId/consent-withdrawal',
  params: PartyParams,
  response: { 200: PartyFile },
  refusals: [...who, 'party-not-found', 'consent-withdrawn'],
})

export const exportParty = endpoint({
  operationId: 'exportParty',
  summary: 'All that the caller holds of a person here, to hand it over to him',
  tags,
  method: 'GET',
  path: '/parties/:partyId/export',
  params: PartyParams,
  response: { 200: PartyExport },
  refusals: [...who, 'party-not-found'],
})

export const eraseParty = endpoint({
  operationId: 'eraseParty',
  summary: 'Forget a person: identity, words and attachments; the figures stay, recipients are asked to erase',
  description:
    'Of the rows that the caller entered. Refused while an assignment is open: cancel it, or withdraw the consent, first.',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/parties/:partyId/erasure',
  params: PartyParams,
  body: PartyErasure,
  response: { 200: PartyFile },
  refusals: [...who, 'party-not-found', 'source-only', 'party-still-open', 'party-forgotten'],
})

export const confirmReferralErasure = endpoint({
  operationId: 'confirmReferralErasure',
  summary: 'A recipient confirms that it has erased what it got with a referral',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/referrals/:referralId/erasure-confirmation',
  params: Type.Object({ referralId: Uuid }),
  response: { 200: Referral },
  refusals: [...who, 'referral-not-found', 'erasure-not-asked'],
})
