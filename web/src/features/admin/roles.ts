import type { Role } from '@progress-ess/shared/identity'

/** In the order in which a file meets them. */
export const ROLES: readonly Role[] = [
  'applicant',
  'agent',
  'manager',
  'evaluator',
  'commissioner',
  'partner',
  'funder',
  'admin',
]

/** Applicants come by themselves, with a sign-in link. */
export const INVITABLE_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'applicant')
