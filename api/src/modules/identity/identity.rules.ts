import type { Role } from '@progress-ess/shared/identity'

/** Roles of the service’s own people: they count only with a second factor. */
export const STAFF_ROLES: readonly Role[] = ['agent', 'manager', 'evaluator', 'commissioner', 'funder', 'admin']

export const isStaffRole = (role: Role): boolean => STAFF_ROLES.includes(role)

/** Which roles count now, and which wait for a second factor. */
export function effectiveRoles(
  roles: readonly Role[],
  assurance: 'single' | 'double',
): { active: Role[]; dormant: Role[] } {
  if (assurance === 'double') return { active: [...roles], dormant: [] }
  return { active: roles.filter((role) => !isStaffRole(role)), dormant: roles.filter(isStaffRole) }
}

const HOUR = 3_600_000
/** Without use: half a day for staff, thirty days for applicants; never longer than thirty days. */
const IDLE_MS = { staff: 12 * HOUR, applicant: 720 * HOUR }
export const LINK_MS = HOUR / 3
export const CHALLENGE_MS = HOUR / 6
export const INVITATION_MS = 168 * HOUR

/** Who has just proved that the address is his may replace a password that he forgot; with the second factor where there is one. */
export function mayReplacePassword(
  { emailProvedAt, assurance }: { readonly emailProvedAt: Date | null; readonly assurance: 'single' | 'double' },
  hasSecondFactor: boolean,
  now: Date,
): boolean {
  if (emailProvedAt === null || now.getTime() - emailProvedAt.getTime() > LINK_MS) return false
  return assurance === 'double' || !hasSecondFactor
}

export const expiryOf = (roles: readonly Role[], now: Date): Date =>
  new Date(now.getTime() + (roles.some(isStaffRole) ? IDLE_MS.staff : IDLE_MS.applicant))

const COMMON = ['motdepasse', 'password', '123456', 'azerty', 'qwerty', 'progress', 'bonjour', 'iloveyou']

/** Long passwords that are still guessed first: a common word with digits, one letter repeated, the e-mail address. */
export function isTooCommon(password: string, email: string): boolean {
  const plain = password.toLowerCase().replace(/[^a-z0-9]/g, '')
  const bare = plain.replace(/\d+$/, '')
  const local = email.split('@')[0] ?? ''
  return (
    new Set(plain).size < 5 ||
    COMMON.some((word) => bare === word || bare === word + word || plain === word + word) ||
    plain === local.replace(/[^a-z0-9]/g, '') ||
    password.toLowerCase() === email
  )
}
