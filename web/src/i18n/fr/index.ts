import type { Texts } from '../texts.ts'
import { accessibility } from './accessibility.ts'
import { account } from './account.ts'
import { admin } from './admin.ts'
import { answers } from './answers.ts'
import { applications } from './applications.ts'
import { audit } from './audit.ts'
import { awards } from './awards.ts'
import { callSetUp } from './callSetUp.ts'
import { codes } from './codes.ts'
import { common } from './common.ts'
import { desk } from './desk.ts'
import { editor } from './editor.ts'
import { evaluations } from './evaluations.ts'
import { layout } from './layout.ts'
import { legal } from './legal.ts'
import { openData } from './openData.ts'
import { organisations } from './organisations.ts'
import { partners } from './partners.ts'
import { person } from './person.ts'
import { problems } from './problems.ts'
import { publicSite } from './public.ts'
import { reasons } from './reasons.ts'
import { referralForm } from './referralForm.ts'
import { referralStatistics } from './referralStatistics.ts'
import { referrals } from './referrals.ts'
import { states } from './states.ts'
import { ui } from './ui.ts'
import { validation } from './validation.ts'

/** Every sentence in French, a namespace a file. Add yours here, and its twin in `en/`. */
export const fr = {
  accessibility,
  account,
  admin,
  answers,
  applications,
  audit,
  awards,
  callSetUp,
  codes,
  common,
  desk,
  editor,
  evaluations,
  layout,
  legal,
  openData,
  organisations,
  partners,
  person,
  problems,
  public: publicSite,
  reasons,
  referralForm,
  referralStatistics,
  referrals,
  states,
  ui,
  validation,
}

export type Messages = Texts<typeof fr>
