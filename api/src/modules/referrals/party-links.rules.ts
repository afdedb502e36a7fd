import type { PartyLink } from '@progress-ess/shared/referrals'

type Verdict = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly detail: string }
const no = (code: string, detail: string): Verdict => ({ ok: false, code, detail })

type Side = {
  readonly partyId: string
  readonly kind: 'holder' | 'organisation'
  readonly isForgotten: boolean
}

/**
 * Whether one row may lead to another. Two rows that are merged are of one kind; a person becomes a structure. A row leads to
 * at most one other, and never back. Codes: `party-link-target`, `party-forgotten`, `party-kind`, `party-linked`,
 * `party-link-circular`.
 */
export function judgeLink(
  kind: PartyLink['kind'],
  from: Side,
  to: Side,
  { isLinked, leadsBack }: { isLinked: boolean; leadsBack: boolean },
): Verdict {
  if (from.partyId === to.partyId) return no('party-link-target', 'A row is not linked to itself')
  if (from.isForgotten || to.isForgotten) return no('party-forgotten', 'One of the two is forgotten')
  const fits = kind === 'merged' ? from.kind === to.kind : from.kind === 'holder' && to.kind === 'organisation'
  if (!fits) return no('party-kind', kind === 'merged' ? 'They are not of one kind' : 'A person becomes a structure')
  if (isLinked) return no('party-linked', 'This row leads to another one already: take that back first')
  return leadsBack ? no('party-link-circular', 'The other row leads to this one') : { ok: true }
}
