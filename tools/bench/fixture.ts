import { createHash } from 'node:crypto'
import { answersOf, budgetOf, marksOf } from '../../api/src/cli/demo/content.ts'
import { type DemoProject, EDITION_1 } from '../../api/src/cli/demo/projects.ts'
import { newId } from '../../api/src/kit/ids.ts'

/** People of the benchmark. Each applicant owns a share of the organisations and works on one connection. */
export type Crowd = { readonly applicants: readonly string[]; readonly evaluators: readonly string[] }

export type FileRow = {
  readonly applicationId: string
  readonly organisationId: string
  readonly number: string | null
  readonly status: 'draft' | 'submitted' | 'in_review' | 'admissible'
  readonly ownerId: string
  readonly project: DemoProject
  readonly submittedAt: string | null
  /** Counts every file of the database: official numbers and names are made of it. */
  readonly index: number
}

const YEAR = 2027
const CENTS = 100
const DRAFTS = 0.3
const START = Date.parse('2026-10-01T08:00:00Z')

/** Deterministic and spread out: a file’s place says nothing of its amounts and dates. */
const spread = (index: number, range: number): number => (index * 7919) % range

export function* filesOf(from: number, to: number, code: string, crowd: Crowd): Generator<FileRow> {
  for (let index = from; index < to; index += 1) {
    const isDraft = spread(index, 10) < DRAFTS * 10
    const statuses = ['submitted', 'in_review', 'admissible'] as const
    yield fileOf(index, code, crowd, isDraft ? 'draft' : (statuses[spread(index, 3)] ?? 'submitted'))
  }
}

export function fileOf(index: number, code: string, { applicants }: Crowd, status: FileRow['status']): FileRow {
  const asked = 3_000 + spread(index, 13_000)
  const model = EDITION_1[index % EDITION_1.length]
  if (model === undefined) throw new Error('The demonstration has no project')
  return {
    applicationId: newId(),
    organisationId: newId(),
    number: status === 'draft' ? null : `${code}-${String(index).padStart(6, '0')}`,
    status,
    ownerId: applicants[Math.floor(index / 10) % applicants.length] ?? '',
    project: { ...model, title: `${model.title} ${index}`, commune: '92050', asked, total: asked * 2 },
    submittedAt: status === 'draft' ? null : new Date(START + spread(index, 4_000_000) * 1_000).toISOString(),
    index,
  }
}

/** A row of a table in the order of its columns; null is written as such. */
type Cells = readonly (string | number | null)[]
export type Table<Row> = { readonly into: string; readonly of: (row: Row) => Cells }

const NOW = '2026-11-20T08:00:00Z'

export const ORGANISATIONS: Table<FileRow> = {
  into: `organisation (organisation_id, siren, name, legal_form_code, family, postcode, commune_code, commune_name,
                       representative_name, created_at, updated_at)`,
  of: ({ organisationId, index }) => [
    organisationId,
    String(100_000_000 + index),
    `Association ${index} de la Démonstration`,
    '9220',
    'association',
    '92000',
    '92050',
    'Nanterre',
    'Camille Exemple',
    NOW,
    NOW,
  ],
}

export const MEMBERS: Table<FileRow> = {
  into: 'organisation_member (organisation_id, account_id, role, status, since)',
  of: ({ organisationId, ownerId }) => [organisationId, ownerId, 'owner', 'active', NOW],
}

export const applicationsOf = (callId: string): Table<FileRow> => ({
  into: `application (application_id, call_id, organisation_id, number, status, project_title, answers, budget,
                      requested_cents, charges_cents, contact_name, revision_number, submitted_version, submitted_at,
                      last_submitted_at, implicit_rejection_at, version, created_at, updated_at)`,
  of: ({ applicationId, organisationId, number, status, project, submittedAt }) => {
    const isDraft = submittedAt === null
    return [
      applicationId,
      callId,
      organisationId,
      number,
      status,
      project.title,
      JSON.stringify(answersOf(project, YEAR)),
      JSON.stringify(budgetOf(project)),
      project.asked * CENTS,
      project.total * CENTS,
      'Camille Exemple',
      isDraft ? 0 : 1,
      isDraft ? null : 2,
      submittedAt,
      submittedAt,
      isDraft ? null : '2027-04-01T08:00:00Z',
      2,
      NOW,
      submittedAt ?? NOW,
    ]
  },
})

export const REVISIONS: Table<FileRow> = {
  into: 'application_revision (application_id, number, kind, content, fingerprint, submitted_at)',
  of: ({ applicationId, project, submittedAt }) => {
    const content = JSON.stringify({ answers: answersOf(project, YEAR), budget: budgetOf(project) })
    return [applicationId, 1, 'submission', content, createHash('sha256').update(content).digest('hex'), submittedAt]
  },
}

/** One locked evaluation with marks that differ from file to file. */
export const evaluationsOf = (
  callId: string,
  criteria: readonly { readonly id: string }[],
  evaluatorId: string,
): Table<FileRow> => ({
  into: `evaluation (evaluation_id, call_id, application_id, evaluator_id, status, revision_number, marks, declared_at,
                     submitted_at, created_at, updated_at)`,
  of: ({ applicationId, index }) => {
    const digits = criteria.map((_, place) => String(3 + spread(index * (place + 3) + place, 3))).join('')
    const marks = JSON.stringify(marksOf(criteria, digits))
    return [newId(), callId, applicationId, evaluatorId, 'locked', 1, marks, NOW, NOW, NOW, NOW]
  },
})
