import type { Completeness } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound } from '../../kit/refusal.ts'
import { judgeEligibility } from '../calls/index.ts'
import { findAnyOrganisation, isEsusValidOn } from '../organisations/index.ts'
import { readRow } from './access.ts'
import { findTerms } from './applications.queries.ts'
import { type Candidate, declarationsFor, findGaps, type Terms } from './completeness.rules.ts'

/** The organisation, and how the call’s eligibility looks at it on the day of the request. */
export async function candidateOf(
  ctx: Context<Db | Trx>,
  organisationId: string,
  { eligibility }: Pick<Terms, 'eligibility'>,
) {
  const organisation = await findAnyOrganisation(ctx.db, organisationId)
  if (organisation === undefined) throw notFound('organisation')
  const { family, communeCode, esusStartsOn, esusEndsOn } = organisation
  const hasEsus = isEsusValidOn(esusStartsOn, esusEndsOn, dayInParis(ctx.receivedAt))
  return {
    organisation,
    family,
    esusEndsOn,
    eligibility: judgeEligibility(eligibility, { family, hasEsus, communeCode }),
  } satisfies Candidate & { organisation: unknown }
}

/** What is missing before the submission, and what this organisation must sign. */
export async function getCompleteness(ctx: Context, applicationId: string): Promise<Completeness> {
  const row = await readRow(ctx, applicationId)
  const terms = await findTerms(ctx.db, row.callId)
  if (terms === undefined) throw notFound('call')
  const gaps = findGaps(terms, await candidateOf(ctx, row.organisationId, terms), row)
  return {
    isComplete: gaps.every(({ severity }) => severity === 'warning'),
    gaps,
    declarations: declarationsFor(row.family),
  }
}
