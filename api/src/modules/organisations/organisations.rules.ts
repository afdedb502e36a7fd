import {
  type EsusApproval,
  type EssFamily,
  familyOf,
  type MemberRole,
  parseIdentifier,
  type ParsedIdentifier,
} from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'

export type Fault = { code: string; detail: string; pointer: string }
type Judged<T> = { ok: true; value: T } | ({ ok: false } & Fault)

/** A SIREN, SIRET or RNA number whose check holds. */
export function judgeIdentifier(text: string, pointer: string): Judged<ParsedIdentifier> {
  const parsed = parseIdentifier(text)
  return parsed === null
    ? { ok: false, code: 'identifier-invalid', detail: 'No SIREN, SIRET or RNA number, or a digit is wrong', pointer }
    : { ok: true, value: parsed }
}

/** The ESS family of a legal form that may apply. */
export function judgeLegalForm(code: string): Judged<EssFamily> {
  const family = familyOf(code)
  return family === null
    ? {
        ok: false,
        code: 'legal-form-not-accepted',
        detail: 'This legal form is not accepted',
        pointer: '/body/legalFormCode',
      }
    : { ok: true, value: family }
}

const DEPARTMENT = '92'

/** Communes of the département must exist; elsewhere the name given is taken. */
export function judgeCommune(address: { communeCode: string; communeName: string }): Judged<string> {
  const known = COMMUNES.find(({ code }) => code === address.communeCode)
  if (known !== undefined) return { ok: true, value: known.name }
  if (address.communeCode.startsWith(DEPARTMENT)) {
    return {
      ok: false,
      code: 'commune-unknown',
      detail: 'No commune has this code',
      pointer: '/body/address/communeCode',
    }
  }
  return { ok: true, value: address.communeName }
}

export function judgeEsus(approval: EsusApproval | null): Judged<EsusApproval | null> {
  const isInverted = approval?.startsOn != null && approval.startsOn > approval.endsOn
  return isInverted
    ? {
        ok: false,
        code: 'esus-dates-inverted',
        detail: 'The approval ends before it starts',
        pointer: '/body/esusApproval',
      }
    : { ok: true, value: approval }
}

/** Whether an approval runs on a calendar day (`YYYY-MM-DD`, both ends included). */
export const isEsusValidOn = (startsOn: string | null, endsOn: string | null, day: string): boolean =>
  endsOn !== null && day <= endsOn && (startsOn === null || startsOn <= day)

export const mayEdit = (role: MemberRole | null, isStaff: boolean): boolean =>
  isStaff || role === 'owner' || role === 'editor'

export const mayManageMembers = (role: MemberRole | null, isStaff: boolean): boolean => isStaff || role === 'owner'
