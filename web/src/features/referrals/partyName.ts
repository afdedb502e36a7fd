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

/** A French number by pairs, as it is read aloud; any other as it is. */
export const phoneText = (phone: string): string =>
  /^0\d{9}$/.test(phone) ? phone.replace(/(\d\d)(?=\d)/g, '$1\u00a0') : phone
