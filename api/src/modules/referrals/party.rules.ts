import { parseIdentifier } from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'
import type { ReferredParty } from '@progress-ess/shared/referrals'

export type PartyColumns = {
  readonly kind: 'holder' | 'organisation'
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly communeCode: string | null
  readonly organisationName: string | null
  readonly siren: string | null
  readonly siret: string | null
  readonly rna: string | null
}

export type JudgedParty =
  | { readonly ok: true; readonly value: PartyColumns }
  | { readonly ok: false; readonly code: string; readonly detail: string; readonly pointer: string }

const no = (code: string, pointer: string, detail: string): JudgedParty => ({
  ok: false,
  code,
  detail,
  pointer: `/body/party/${pointer}`,
})

/** A phone number by its digits, so that it is the same however it is written: `+33 1 …` is `01…`. */
export const normalisePhone = (phone: string): string => phone.replace(/[ .()-]/g, '').replace(/^(\+33|0033)/, '0')

/**
 * Who is referred, judged. A holder has a name and a way to be reached; a structure its name; a commune of the département
 * exists. Codes: `party-incomplete`, `identifier-invalid`, `commune-unknown`.
 */
export function judgeParty(party: ReferredParty): JudgedParty {
  const { kind, firstName, lastName, email, phone, communeCode, organisationName, identifier } = party
  if (kind === 'holder' && firstName === null) return no('party-incomplete', 'firstName', 'A person has a first name')
  if (kind === 'holder' && lastName === null) return no('party-incomplete', 'lastName', 'A person has a last name')
  if (kind === 'organisation' && organisationName === null) {
    return no('party-incomplete', 'organisationName', 'A structure has a name')
  }
  if (email === null && phone === null)
    return no('party-incomplete', 'email', 'An e-mail address or a phone number is needed')
  const isOfDepartment = communeCode?.startsWith('92') === true
  if (isOfDepartment && !COMMUNES.some(({ code }) => code === communeCode)) {
    return no('commune-unknown', 'communeCode', 'No commune of the département has this code')
  }
  const parsed = identifier === null ? null : parseIdentifier(identifier)
  if (identifier !== null && parsed === null) {
    return no('identifier-invalid', 'identifier', 'This is no SIRET, SIREN or RNA number')
  }
  return {
    ok: true,
    value: {
      kind,
      firstName,
      lastName,
      email: email?.toLowerCase() ?? null,
      phone: phone === null ? null : normalisePhone(phone),
      communeCode,
      organisationName,
      siren: parsed?.siren ?? null,
      siret: parsed?.kind === 'siret' ? parsed.value : null,
      rna: parsed?.kind === 'rna' ? parsed.value : null,
    },
  }
}

export type MatchedBy = 'siren' | 'rna' | 'email_and_first_name' | 'phone_and_first_name'
type Facts = Pick<PartyColumns, 'siren' | 'rna' | 'email' | 'phone' | 'firstName'>

const same = (left: string | null, right: string | null): boolean =>
  left !== null && left.toLowerCase() === right?.toLowerCase()

/** Whether two parties are the same: by number, else by e-mail and first name, else by phone and first name; never by e-mail alone. */
export function matchParties(one: Facts, other: Facts): MatchedBy | null {
  if (same(one.siren, other.siren)) return 'siren'
  if (same(one.rna, other.rna)) return 'rna'
  if (!same(one.firstName, other.firstName)) return null
  if (same(one.email, other.email)) return 'email_and_first_name'
  return same(one.phone, other.phone) ? 'phone_and_first_name' : null
}

const NINETY_DAYS_MS = 90 * 86_400_000

/** Same subject, and open or closed for less than 90 days. */
export const isPossibleDuplicate = (
  subject: string,
  other: { subject: string; isOpen: boolean; closedAt: Date | null },
  now: Date,
): boolean =>
  other.subject === subject &&
  (other.isOpen || (other.closedAt !== null && now.getTime() - other.closedAt.getTime() < NINETY_DAYS_MS))
