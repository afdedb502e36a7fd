import type { Db, Trx } from '../../db/database.ts'
import { findTerms } from './applications.queries.ts'
import type { Terms } from './completeness.rules.ts'

const MOST_CALLS = 100
const kept = new Map<string, Terms>()

/**
 * Form, eligibility and rules of a call. PostgreSQL lets nobody change them once the call is published
 * (`call_stays_frozen`), so a process reads them once; what may still change (dates, status) is not among them.
 */
export async function findFrozenTerms(db: Db | Trx, callId: string): Promise<Terms | undefined> {
  const known = kept.get(callId)
  if (known !== undefined) return known
  const found = await findTerms(db, callId)
  if (found === undefined) return undefined
  const { form, eligibility, awardRules, overCapPolicy, publishedAt } = found
  const terms: Terms = { form, eligibility, awardRules, overCapPolicy }
  if (publishedAt !== null) {
    // The oldest went in first: a map keeps the order of insertion.
    if (kept.size >= MOST_CALLS) kept.delete(String(kept.keys().next().value))
    kept.set(callId, terms)
  }
  return terms
}
