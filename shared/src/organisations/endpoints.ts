import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Line, Page, PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import {
  IdentifierText,
  JoinRequest,
  Member,
  MemberChange,
  NewMember,
  NewOrganisation,
  Organisation,
  OrganisationChange,
  OrganisationLookup,
  OrganisationRegistration,
  OrganisationSummary,
} from './schemas.ts'

const tags = ['organisations'] as const
const OrganisationParams = Type.Object({ organisationId: Uuid })
const MemberParams = Type.Object({ organisationId: Uuid, accountId: Uuid })

export const listOrganisations = endpoint({
  operationId: 'listOrganisations',
  summary: 'List organisations: the caller’s own, or all of them for staff',
  tags,
  method: 'GET',
  path: '/organisations',
  querystring: Type.Object({ ...PageQuery, search: Type.Optional(Line(100)) }),
  response: { 200: Page(OrganisationSummary, 'OrganisationPage') },
})

export const lookUpOrganisation = endpoint({
  operationId: 'lookUpOrganisation',
  summary: 'Check a SIREN, SIRET or RNA number and say whether it is known here',
  tags,
  method: 'GET',
  path: '/organisation-lookup',
  querystring: Type.Object({ identifier: IdentifierText }),
  response: { 200: OrganisationLookup },
  refusals: ['identifier-invalid'],
})

export const registerOrganisation = endpoint({
  operationId: 'registerOrganisation',
  summary: 'Register an organisation; one with the same number is found, not doubled',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/organisations',
  body: NewOrganisation,
  response: { 200: OrganisationRegistration, 201: OrganisationRegistration },
  refusals: [
    'identifier-invalid',
    'identifier-taken',
    'legal-form-not-accepted',
    'commune-unknown',
    'esus-dates-inverted',
  ],
})

export const joinOrganisation = endpoint({
  operationId: 'joinOrganisation',
  summary: 'Join a known organisation by its number: at once when nobody acts for it, else by asking its owners',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/organisation-joins',
  body: JoinRequest,
  response: { 200: OrganisationRegistration },
  refusals: ['identifier-invalid', 'identifier-taken', 'organisation-not-found'],
})

export const getOrganisation = endpoint({
  operationId: 'getOrganisation',
  summary: 'Read one organisation',
  tags,
  method: 'GET',
  path: '/organisations/:organisationId',
  params: OrganisationParams,
  response: { 200: Organisation },
  refusals: ['organisation-not-found'],
})

export const updateOrganisation = endpoint({
  operationId: 'updateOrganisation',
  summary: 'Change an organisation',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/organisations/:organisationId',
  params: OrganisationParams,
  body: OrganisationChange,
  response: { 200: Organisation },
  refusals: [
    'organisation-not-found',
    'organisation-read-only',
    'identifier-invalid',
    'identifier-taken',
    'legal-form-not-accepted',
    'commune-unknown',
    'esus-dates-inverted',
  ],
})

export const listMembers = endpoint({
  operationId: 'listMembers',
  summary: 'List the members of an organisation',
  tags,
  method: 'GET',
  path: '/organisations/:organisationId/members',
  params: OrganisationParams,
  response: { 200: Strict({ items: Type.Array(Member) }, 'MemberList') },
  refusals: ['organisation-not-found'],
})

export const addMember = endpoint({
  operationId: 'addMember',
  summary: 'Give somebody access to an organisation, by e-mail address',
  tags,
  method: 'POST',
  path: '/organisations/:organisationId/members',
  params: OrganisationParams,
  body: NewMember,
  response: { 201: Member },
  refusals: ['organisation-not-found', 'organisation-owner-only', 'member-exists'],
})

export const changeMember = endpoint({
  operationId: 'changeMember',
  summary: 'Accept a request to join, or change a member’s role',
  tags,
  method: 'PUT',
  path: '/organisations/:organisationId/members/:accountId',
  params: MemberParams,
  body: MemberChange,
  response: { 200: Member },
  refusals: ['organisation-not-found', 'organisation-owner-only', 'member-not-found', 'last-owner'],
})

export const removeMember = endpoint({
  operationId: 'removeMember',
  summary: 'Refuse a request to join, remove a member, or leave',
  tags,
  method: 'DELETE',
  path: '/organisations/:organisationId/members/:accountId',
  params: MemberParams,
  response: { 204: Type.Null() },
  refusals: ['organisation-not-found', 'organisation-owner-only', 'member-not-found', 'last-owner'],
})
