import type { Role } from '../stores/session.ts'

export type NavigationEntry = {
  /** Name of the route; an entry whose route does not exist is not shown. */
  readonly name: string
  /** Key of its words in i18n. */
  readonly label: string
  readonly roles?: readonly Role[]
}

export const PUBLIC_NAVIGATION: readonly NavigationEntry[] = [
  { name: 'calls', label: 'layout.calls' },
  { name: 'results', label: 'layout.results' },
  { name: 'open-data', label: 'layout.openData' },
]

/** In the order in which a file lives: deposited, instructed, evaluated, awarded. */
export const WORK_NAVIGATION: readonly NavigationEntry[] = [
  { name: 'my-applications', label: 'layout.myApplications', roles: ['applicant'] },
  { name: 'my-organisations', label: 'layout.myOrganisations', roles: ['applicant'] },
  { name: 'desk', label: 'layout.desk', roles: ['agent', 'manager'] },
  { name: 'call-setup', label: 'layout.callSetUp', roles: ['agent', 'manager'] },
  { name: 'applications', label: 'layout.applications', roles: ['agent', 'manager'] },
  { name: 'evaluation-queue', label: 'layout.evaluationQueue', roles: ['evaluator'] },
  { name: 'evaluation-board', label: 'layout.evaluationBoard', roles: ['agent', 'manager'] },
  { name: 'award-studio', label: 'layout.awardStudio', roles: ['manager', 'agent'] },
  { name: 'follow-up', label: 'layout.followUp', roles: ['manager', 'agent'] },
  { name: 'referrals', label: 'layout.referrals', roles: ['agent', 'manager', 'partner'] },
  { name: 'partners', label: 'layout.partners', roles: ['manager', 'admin'] },
  { name: 'own-connection', label: 'layout.ownConnection', roles: ['partner'] },
  { name: 'audit', label: 'layout.audit', roles: ['manager', 'admin'] },
  { name: 'admin-accounts', label: 'layout.adminAccounts', roles: ['admin'] },
]
