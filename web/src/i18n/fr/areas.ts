import type { Texts } from '../texts.ts'

/** What only some pages say: `meta.sentences` of their routes names it, and it is there before they are entered. */
export const areas = {
  accessibility: async () => (await import('./accessibility.ts')).accessibility,
  account: async () => (await import('./account.ts')).account,
  admin: async () => (await import('./admin.ts')).admin,
  answers: async () => (await import('./answers.ts')).answers,
  applications: async () => (await import('./applications.ts')).applications,
  approvals: async () => (await import('./approvals.ts')).approvals,
  audit: async () => (await import('./audit.ts')).audit,
  awardMethods: async () => (await import('./awardMethods.ts')).awardMethods,
  awards: async () => (await import('./awards.ts')).awards,
  callSetUp: async () => (await import('./callSetUp.ts')).callSetUp,
  codes: async () => (await import('./codes.ts')).codes,
  desk: async () => (await import('./desk.ts')).desk,
  editor: async () => (await import('./editor.ts')).editor,
  evaluations: async () => (await import('./evaluations.ts')).evaluations,
  jobs: async () => (await import('./jobs.ts')).jobs,
  legal: async () => (await import('./legal.ts')).legal,
  letters: async () => (await import('./letters.ts')).letters,
  money: async () => (await import('./money.ts')).money,
  openData: async () => (await import('./openData.ts')).openData,
  organisations: async () => (await import('./organisations.ts')).organisations,
  partners: async () => (await import('./partners.ts')).partners,
  person: async () => (await import('./person.ts')).person,
  problems: async () => (await import('./problems.ts')).problems,
  reasons: async () => (await import('./reasons.ts')).reasons,
  reserve: async () => (await import('./reserve.ts')).reserve,
  referralForm: async () => (await import('./referralForm.ts')).referralForm,
  referralStatistics: async () => (await import('./referralStatistics.ts')).referralStatistics,
  referrals: async () => (await import('./referrals.ts')).referrals,
}

export type Area = keyof typeof areas
export const AREAS = Object.keys(areas) as Area[]

/** The same areas in another language. */
export type AreaMessages = { readonly [A in Area]: () => Promise<Texts<Awaited<ReturnType<(typeof areas)[A]>>>> }
