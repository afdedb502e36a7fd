import type {
  Disclosure,
  Party,
  PartyConsent,
  PartyDuplicate,
  PartyFile,
  PartyLink,
  PartySummary,
} from '@progress-ess/shared/referrals'
import type { AssignmentRow } from './assignments.queries.ts'
import type { ConsentRow } from './details.queries.ts'
import type { ErasureRow } from './erasure.queries.ts'
import type { findAlikeParties, findPartyPage, LinkRow, PartyRow } from './parties.queries.ts'
import { matchParties } from './party.rules.ts'
import type { ReferralRow } from './referrals.queries.ts'
import { isVisible } from './assignments.views.ts'
import { nameOf, recipientsKnownTo, toConsent, toPerson } from './referrals.views.ts'
import { coversCreatedSiren, inOrder, isForgotten, readable } from './sharing.rules.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

/** A row as the caller may see it: nothing of whom once forgotten, or once the consent is withdrawn. */
export function toParty(given: PartyRow): Party {
  const row = readable(given)
  return { partyId: row.partyId, kind: row.kind, ...toPerson(row) }
}

export function toPartySummary(given: Awaited<ReturnType<typeof findPartyPage>>[number]): PartySummary {
  const row = readable(given)
  return {
    partyId: row.partyId,
    kind: row.kind,
    name: nameOf(row),
    communeCode: row.communeCode,
    siren: row.siren,
    sharedCategories: inOrder(row.sharedCategories),
    referralCount: row.referralCount,
    openCount: row.openCount,
    lastActivityAt: row.lastActivityAt.toISOString(),
    isForgotten: isForgotten(row),
  }
}

export const toLink = (row: LinkRow): PartyLink => ({
  linkId: row.partyLinkId,
  kind: row.kind,
  fromPartyId: row.fromPartyId,
  toPartyId: row.toPartyId,
  reason: row.reason,
  madeAt: row.madeAt.toISOString(),
  madeByName: row.madeByName,
  undoneAt: iso(row.undoneAt),
  undoneReason: row.undoneReason,
})

/** Who got what: every sending that the caller sees. */
export const toDisclosures = (
  referrals: readonly ReferralRow[],
  assignments: readonly AssignmentRow[],
  {
    consents,
    erasures,
    partnerId,
  }: { consents: readonly ConsentRow[]; erasures: readonly ErasureRow[]; partnerId: string },
): Disclosure[] =>
  referrals.flatMap((referral) =>
    assignments
      .filter((one) => one.referralId === referral.referralId && isVisible(referral, one, partnerId))
      .flatMap((one): Disclosure[] => {
        if (one.sentAt === null) return []
        const consent = consents.find(({ consentId }) => consentId === referral.consentId)
        const erasure = erasures.find(
          (row) => row.referralId === referral.referralId && row.partnerId === one.recipientPartnerId,
        )
        return [
          {
            referralId: referral.referralId,
            reference: referral.reference,
            partnerId: one.recipientPartnerId,
            partnerName: one.recipientName,
            partnerKind: one.recipientKind,
            status: one.status,
            basis: referral.basis,
            consentId: referral.consentId,
            dataCategories: consent?.dataCategories ?? [],
            sentAt: one.sentAt.toISOString(),
            readAt: iso(one.receivedAt),
            erasureAskedAt: iso(erasure?.askedAt ?? null),
            erasureConfirmedAt: iso(erasure?.confirmedAt ?? null),
          },
        ]
      }),
  )

export const toPartyConsents = (
  referrals: readonly ReferralRow[],
  assignments: readonly AssignmentRow[],
  {
    consents,
    erasures,
    partnerId,
  }: { consents: readonly ConsentRow[]; erasures: readonly ErasureRow[]; partnerId: string },
): PartyConsent[] =>
  referrals.flatMap((referral) => {
    const isSource = referral.sourcePartnerId === partnerId
    return consents
      .filter(({ consentId }) => consentId === referral.consentId)
      .map((consent) => ({
        referralId: referral.referralId,
        reference: referral.reference,
        consent: toConsent(
          consent,
          erasures.filter((one) => one.referralId === referral.referralId && (isSource || one.partnerId === partnerId)),
          recipientsKnownTo(referral, assignments, partnerId),
        ),
        canWithdraw: isSource && consent.withdrawnAt === null,
      }))
  })

/** Rows that match one of these by the rule of duplicates, as far as the caller may read both. */
export const toDuplicates = (
  rows: readonly PartyRow[],
  alike: Awaited<ReturnType<typeof findAlikeParties>>,
): PartyDuplicate[] =>
  alike.flatMap((other) => {
    const matchedBy = rows.map((row) => matchParties(readable(row), readable(other))).find((by) => by !== null)
    return matchedBy == null ? [] : [{ party: toParty(other), matchedBy, referralCount: other.referralCount }]
  })

/** SIRENs that somebody told as an outcome, and that no row of the person has. */
export const createdSirensOf = (rows: readonly PartyRow[], assignments: readonly AssignmentRow[]): string[] => {
  if (!rows.some((row) => coversCreatedSiren(row, false))) return []
  const told = assignments.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ code, siren }) => (code === 'enterprise_created' && siren !== null ? [siren] : [])),
  )
  return [...new Set(told)].filter((siren) => !rows.some((row) => readable(row).siren === siren))
}

export const actionsOf = (facts: {
  readonly isStaff: boolean
  readonly isForgotten: boolean
  readonly canWithdraw: boolean
  readonly canErase: boolean
}): PartyFile['allowedActions'] => [
  ...(facts.isStaff && !facts.isForgotten ? (['link'] as const) : []),
  ...(facts.canWithdraw ? (['withdrawConsents'] as const) : []),
  'export',
  ...(facts.canErase ? (['erase'] as const) : []),
]
