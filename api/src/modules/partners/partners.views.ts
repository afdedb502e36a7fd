import type {
  Agreement,
  Partner,
  PartnerKey,
  PartnerMember,
  PartnerService,
  PartnerSummary,
} from '@progress-ess/shared/partners'
import type { KeyRow, LivingKeys } from './keys.queries.ts'
import type { AgreementRow, PartnerRow, ServiceRow } from './partners.queries.ts'
import { hasAgreementOn } from './partners.rules.ts'

export const toAgreement = (row: AgreementRow): Agreement => ({
  agreementId: row.partnerAgreementId,
  title: row.title,
  signedOn: row.signedOn,
  startsOn: row.startsOn,
  endsOn: row.endsOn,
})

/** Days, of a service or of its partner, by their ids. */
export type Medians = ReadonlyMap<string, number>

export const toService = (row: ServiceRow, medians: Medians): PartnerService => ({
  serviceId: row.partnerServiceId,
  name: row.name,
  subjects: row.subjects as PartnerService['subjects'],
  communes: row.communes,
  activity: row.activity,
  capacity: row.capacity,
  isActive: row.isActive,
  medianAnswerDays: medians.get(row.partnerServiceId) ?? medians.get(row.partnerId) ?? null,
})

/** `today` is the day in Paris. */
export const toPartner = (
  row: PartnerRow,
  agreements: readonly AgreementRow[],
  services: readonly ServiceRow[],
  medians: Medians,
  livingKeys: readonly LivingKeys[],
  today: string,
): Partner => {
  const own = agreements.filter(({ partnerId }) => partnerId === row.partnerId)
  const keys = livingKeys.find(({ partnerId }) => partnerId === row.partnerId)
  return {
    partnerId: row.partnerId,
    kind: row.kind,
    name: row.name,
    connection: row.connection,
    contactEmail: row.contactEmail,
    acknowledgeDays: row.acknowledgeDays,
    answerDays: row.answerDays,
    contactDays: row.contactDays,
    pokeDays: row.pokeDays,
    escalateDays: row.escalateDays,
    nudgeDays: row.nudgeDays,
    isActive: row.isActive,
    agreements: own.map(toAgreement),
    hasAgreement: hasAgreementOn(own, today),
    services: services.filter(({ partnerId }) => partnerId === row.partnerId).map((one) => toService(one, medians)),
    livingKeys: keys?.count ?? 0,
    nextKeyEndsAt: keys?.nextEnd.toISOString() ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export const toSummary = (row: PartnerRow, services: readonly ServiceRow[], medians: Medians): PartnerSummary => ({
  partnerId: row.partnerId,
  kind: row.kind,
  name: row.name,
  services: services
    .filter(({ partnerId, isActive }) => partnerId === row.partnerId && isActive)
    .map((one) => toService(one, medians)),
})

export const toKey = (row: KeyRow): PartnerKey => ({
  keyId: row.partnerKeyId,
  name: row.name,
  mode: row.mode,
  hint: row.hint,
  rights: row.rights as PartnerKey['rights'],
  networks: row.networks,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})

export const toMember = (row: {
  accountId: string
  displayName: string
  email: string
  since: Date
}): PartnerMember => ({
  ...row,
  since: row.since.toISOString(),
})
