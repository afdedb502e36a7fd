import type { DemoAccount } from '@progress-ess/shared/identity'

const APPLICANTS = 2

/** Whom one may enter as, one a line: all of the staff, and the first applicants with what they act for. */
export function demoPeople(accounts: readonly DemoAccount[]): string[] {
  const isStaff = ({ roles }: DemoAccount): boolean => roles.some((role) => role !== 'applicant')
  const applicants = accounts.filter((account) => !isStaff(account)).slice(0, APPLICANTS)
  return [...accounts.filter(isStaff), ...applicants].map(({ displayName, roles, organisations }) =>
    [displayName, ...(organisations.length > 0 ? [organisations.join(', ')] : []), roles.join(' + ')].join(' · '),
  )
}

/** What the start prints: the addresses, and in the demonstration the people, who need no password. */
export function welcome(url: string, people: readonly string[]): string {
  const demo =
    people.length === 0
      ? []
      : [
          `  Demonstration  ${url}/connexion, one press on "Entrer comme…", no password:`,
          ...people.map((one) => `    ${one}`),
          '',
        ]
  return [
    '',
    "  Progr'ESS is ready",
    '',
    `  Pages          ${url}`,
    `  API reference  ${url}/docs`,
    `  Contract       ${url}/openapi.json`,
    '',
    ...demo,
    '',
  ].join('\n')
}
