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
