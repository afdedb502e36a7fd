import type { Messages } from '../fr/index.ts'
import { accessibility } from './accessibility.ts'
import { account } from './account.ts'
import { admin } from './admin.ts'
import { answers } from './answers.ts'
import { applications } from './applications.ts'
import { approvals } from './approvals.ts'
import { audit } from './audit.ts'
import { awardMethods } from './awardMethods.ts'
import { awards } from './awards.ts'
import { callSetUp } from './callSetUp.ts'
import { codes } from './codes.ts'
import { desk } from './desk.ts'
import { editor } from './editor.ts'
import { evaluations } from './evaluations.ts'
import { first } from './first.ts'
import { jobs } from './jobs.ts'
import { legal } from './legal.ts'
import { letters } from './letters.ts'
import { money } from './money.ts'
import { openData } from './openData.ts'
import { organisations } from './organisations.ts'
import { partners } from './partners.ts'
import { person } from './person.ts'
import { problems } from './problems.ts'
import { reasons } from './reasons.ts'
import { referralForm } from './referralForm.ts'
import { referralStatistics } from './referralStatistics.ts'
import { referrals } from './referrals.ts'
import { reserve } from './reserve.ts'

export const en = {
  ...first,
  accessibility,
  account,
  admin,
  answers,
  applications,
  approvals,
  audit,
  awardMethods,
  awards,
  callSetUp,
  codes,
  desk,
  editor,
  evaluations,
  jobs,
  legal,
  letters,
  money,
  openData,
  organisations,
  partners,
  person,
  problems: { ...first.problems, ...problems },
  reasons,
  referralForm,
  referralStatistics,
  referrals,
  reserve,
} satisfies Messages
