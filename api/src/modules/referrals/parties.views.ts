import type {
  Disclosure,
  Party,
  PartyConsent,
  PartyDuplicate,
  PartyFile,
  PartyLink,
  PartySummary,
} from '@progress-ess/shared/referrals'
import type { ConsentRow } from './details.queries.ts'
import type { ErasureRow } from './erasure.queries.ts'
import type { findAlikeParties, findPartyPage, LinkRow, PartyRow } from './parties.queries.ts'
import { matchParties } from './party.rules.ts'
import type { AssignmentRow, ReferralRow } from './referrals.queries.ts'
import { isVisible, toConsent } from './referrals.views.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

/** A row as the caller may see it: nothing of whom once forgotten, or once the consent is withdrawn. */
export function toParty(row: PartyRow): Party {
  const shown = <T>(value: T): T | null => (row.isShown ? value : null)
  return {
    partyId: row.partyId,
    kind: row.kind,
    firstName: shown(row.firstName),
    lastName: shown(row.lastName),
    email: shown(row.email),
    phone: shown(row.phone),
    communeCode: shown(row.communeCode),
    organisationName: shown(row.organisationName),
    siren: shown(row.siren),
    siret: shown(row.siret),
    rna: shown(row.rna),
    isForgotten: row.blankedAt !== null || !row.isShown,
  }
}

export const toPartySummary = (row: Awaited<ReturnType<typeof findPartyPage>>[number]): PartySummary => ({
  partyId: row.partyId,
  kind: row.kind,
  name: row.isShown
    ? (row.organisationName ?? ([row.firstName, row.lastName].filter((part) => part !== null).join(' ') || null))
    : null,
  communeCode: row.isShown ? row.communeCode : null,
  siren: row.isShown ? row.siren : null,
  referralCount: row.referralCount,
  openCount: row.openCount,
  lastActivityAt: row.lastActivityAt.toISOString(),
  isForgotten: row.blankedAt !== null || !row.isShown,
})

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
        ),
        canWithdraw: isSource && consent.withdrawnAt === null,
      }))
  })

/** Rows that match one of these by the rule of duplicates. */
export const toDuplicates = (
  rows: readonly PartyRow[],
  alike: Awaited<ReturnType<typeof findAlikeParties>>,
): PartyDuplicate[] =>
  alike.flatMap((other) => {
    const matchedBy = rows.map((row) => matchParties(row, other)).find((by) => by !== null)
    return matchedBy == null ? [] : [{ party: toParty(other), matchedBy, referralCount: other.referralCount }]
  })

/** SIRENs that somebody told as an outcome, and that no row of the person has. */
export const createdSirensOf = (rows: readonly PartyRow[], assignments: readonly AssignmentRow[]): string[] => {
  const told = assignments.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ code, siren }) => (code === 'enterprise_created' && siren !== null ? [siren] : [])),
  )
  return [...new Set(told)].filter((siren) => !rows.some((row) => row.siren === siren))
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
