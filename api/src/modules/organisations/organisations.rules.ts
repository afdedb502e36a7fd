import {
  type EsusApproval,
  type EssFamily,
  familyOf,
  type MemberRole,
  type MemberStatus,
  parseIdentifier,
  type ParsedIdentifier,
} from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'

/** `pointer` is a JSON pointer into the request. */
export type Fault = { readonly code: string; readonly detail: string; readonly pointer: string }
export type Judged<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Fault)

const fault = (code: string, detail: string, pointer: string): { ok: false } & Fault => ({
  ok: false,
  code,
  detail,
  pointer,
})

export type Numbers = { readonly siren: string | null; readonly siret: string | null; readonly rna: string | null }

/** A SIREN, SIRET or RNA number whose check holds. */
export function judgeIdentifier(text: string, pointer: string): Judged<ParsedIdentifier> {
  const parsed = parseIdentifier(text)
  return parsed === null
    ? fault('identifier-invalid', 'No SIREN, SIRET or RNA number, or a digit is wrong', pointer)
    : { ok: true, value: parsed }
}

function judgeKind(text: string, kind: 'siret' | 'rna', pointer: string): Judged<ParsedIdentifier> {
  const judged = judgeIdentifier(text, pointer)
  if (!judged.ok || judged.value.kind === kind) return judged
  return fault('identifier-invalid', `This is no ${kind.toUpperCase()} number`, pointer)
}

/** The numbers of a new organisation: any one of the three, and an RNA number beside a SIREN or SIRET. */
export function judgeNumbers(identifier: string, rna: string | null): Judged<Numbers> {
  const main = judgeIdentifier(identifier, '/body/identifier')
  if (!main.ok) return main
  const { kind, value, siren } = main.value
  const beside = rna === null ? null : judgeKind(rna, 'rna', '/body/rna')
  if (beside?.ok === false) return beside
  if (kind === 'rna' && beside !== null && beside.value.value !== value) {
    return fault('identifier-invalid', 'Two different RNA numbers', '/body/rna')
  }
  return {
    ok: true,
    value: {
      siren,
      siret: kind === 'siret' ? value : null,
      rna: kind === 'rna' ? value : (beside?.value.value ?? null),
    },
  }
}

export type NumberChange = { readonly siret?: string | null; readonly rna?: string | null }

/** A SIRET or an RNA number may come, change or go; the SIREN, once known, never changes. */
export function judgeNumberChange(known: Numbers, { siret, rna }: NumberChange): Judged<Partial<Numbers>> {
  const newSiret = typeof siret !== 'string' ? null : judgeKind(siret, 'siret', '/body/siret')
  if (newSiret?.ok === false) return newSiret
  const newRna = typeof rna !== 'string' ? null : judgeKind(rna, 'rna', '/body/rna')
  if (newRna?.ok === false) return newRna
  const siren = newSiret?.value.siren ?? known.siren
  if (known.siren !== null && siren !== known.siren) {
    return fault('identifier-invalid', 'This SIRET belongs to another SIREN', '/body/siret')
  }
  const change = {
    ...(siret === undefined ? {} : { siret: newSiret?.value.value ?? null, siren }),
    ...(rna === undefined ? {} : { rna: newRna?.value.value ?? null }),
  }
  const after = { ...known, ...change }
  return after.siren === null && after.rna === null
    ? fault('identifier-invalid', 'An organisation keeps a SIREN or an RNA number', '/body/rna')
    : { ok: true, value: change }
}

/** The ESS family of a legal form that may apply. */
export function judgeLegalForm(code: string): Judged<EssFamily> {
  const family = familyOf(code)
  return family === null
    ? fault('legal-form-not-accepted', 'This legal form is not accepted', '/body/legalFormCode')
    : { ok: true, value: family }
}

const DEPARTMENT = '92'

/** The name of a commune. Those of the département must exist; elsewhere the name given is taken. */
export function judgeCommune(address: { communeCode: string; communeName: string }): Judged<string> {
  const known = COMMUNES.find(({ code }) => code === address.communeCode)
  if (known !== undefined) return { ok: true, value: known.name }
  return address.communeCode.startsWith(DEPARTMENT)
    ? fault('commune-unknown', 'No commune of the département has this code', '/body/address/communeCode')
    : { ok: true, value: address.communeName }
}

export function judgeEsus(approval: EsusApproval | null): Judged<EsusApproval | null> {
  const startsOn = approval?.startsOn ?? null
  const isInverted = approval !== null && startsOn !== null && startsOn > approval.endsOn
  return isInverted
    ? fault('esus-dates-inverted', 'The approval ends before it starts', '/body/esusApproval')
    : { ok: true, value: approval }
}

/** Whether an approval runs on a calendar day (`YYYY-MM-DD`, both ends included). */
export const isEsusValidOn = (startsOn: string | null, endsOn: string | null, day: string): boolean =>
  endsOn !== null && day <= endsOn && (startsOn === null || startsOn <= day)

/** The role that counts: a request to join gives none. */
export const activeRole = (row: { myRole: MemberRole | null; myStatus: MemberStatus | null }): MemberRole | null =>
  row.myStatus === 'active' ? row.myRole : null

export const mayEdit = (role: MemberRole | null, isStaff: boolean): boolean =>
  isStaff || role === 'owner' || role === 'editor'

export const mayManageMembers = (role: MemberRole | null, isStaff: boolean): boolean => isStaff || role === 'owner'

export type JoinOutcome = 'alreadyMember' | 'joinRequested' | 'joined'

/** What becomes of the wish to act for a known organisation: the first to come owns it, the others ask. */
export function decideJoin(myStatus: MemberStatus | null, activeMembers: number): JoinOutcome {
  if (myStatus === 'active') return 'alreadyMember'
  if (myStatus === 'requested') return 'joinRequested'
  return activeMembers === 0 ? 'joined' : 'joinRequested'
}

type Membership = { readonly accountId: string; readonly role: MemberRole; readonly status: MemberStatus }

/** Whether nobody but this account owns the organisation: it may then neither leave nor step down. */
export function isLastOwner(members: readonly Membership[], accountId: string): boolean {
  const owners = members.filter(({ role, status }) => role === 'owner' && status === 'active')
  return owners.length === 1 && owners[0]?.accountId === accountId
}
