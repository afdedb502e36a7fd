import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Strict } from '../kit/primitives.ts'
import { Aid, Catalog, GivingPackage, OpenYear, OpenYearSummary } from './schemas.ts'

const tags = ['open-data'] as const
const YearParams = Strict({ year: Type.Integer({ minimum: 2_000, maximum: 2_200 }) })

export const listOpenYears = endpoint({
  operationId: 'listOpenYears',
  summary: 'The calendar years that have published awards, the latest first',
  tags,
  method: 'GET',
  path: '/open-data/years',
  response: { 200: Strict({ items: Type.Array(OpenYearSummary) }, 'OpenYears') },
})

export const getOpenYear = endpoint({
  operationId: 'getOpenYear',
  summary: 'All published awards of a calendar year, with the day by which the law wants each published',
  tags,
  method: 'GET',
  path: '/open-data/years/:year',
  params: YearParams,
  response: { 200: OpenYear },
})

export const exportSubsidies = endpoint({
  operationId: 'exportSubsidies',
  summary: 'The same as CSV of the national schema “subventions” (SCDL 2.1): UTF-8, commas, dates YYYY-MM-DD',
  tags,
  method: 'GET',
  path: '/open-data/years/:year/subventions.csv',
  params: YearParams,
  response: { 200: Type.String({ description: 'text/csv' }) },
  refusals: ['funder-not-identified'],
})

export const exportGiving = endpoint({
  operationId: 'exportGiving',
  summary: 'The same as a package of 360Giving',
  tags,
  method: 'GET',
  path: '/open-data/years/:year/360giving.json',
  params: YearParams,
  response: { 200: GivingPackage },
  refusals: ['funder-not-identified'],
})

export const listAids = endpoint({
  operationId: 'listAids',
  summary: 'Each published call as an aid scheme, after schema-dispositif-aide 0.2.0',
  tags,
  method: 'GET',
  path: '/open-data/aids',
  response: { 200: Type.Array(Aid) },
})

export const getCatalog = endpoint({
  operationId: 'getCatalog',
  summary: 'The catalogue of these files for portals that harvest (DCAT-AP, JSON-LD)',
  tags,
  method: 'GET',
  path: '/open-data/catalog',
  response: { 200: Catalog },
})
