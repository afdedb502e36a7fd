import type { DataCategory } from '@progress-ess/shared/referrals'

type Named = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly organisationName: string | null
}

/** The name under which a referral is known: the structure’s, else the person’s; null once forgotten. */
export function nameOfParty({ firstName, lastName, organisationName }: Named): string | null {
  const person = [firstName, lastName].filter((part) => part !== null).join(' ')
  return organisationName ?? (person === '' ? null : person)
}

/** Why there is no name: the person is not known here any more, or his consent keeps it from this reader. */
export const namelessKey = (shared: readonly DataCategory[]): 'referrals.forgotten' | 'referrals.notShared' =>
  shared.includes('identity') ? 'referrals.forgotten' : 'referrals.notShared'

/** A French number by pairs, as it is read aloud; any other as it is. */
export const phoneText = (phone: string): string =>
  /^0\d{9}$/.test(phone) ? phone.replace(/(\d\d)(?=\d)/g, '$1\u00a0') : phone
