import type { RouteRecordRaw } from 'vue-router'
import { accountRoutes } from './account.ts'
import { applicantRoutes } from './applicant.ts'
import { editorRoutes } from './editor.ts'
import { deskRoutes } from './desk.ts'
import { setUpRoutes } from './set-up.ts'
import { evaluationRoutes } from './evaluation.ts'
import { awardRoutes } from './awards.ts'
import { moneyRoutes } from './money.ts'
import { referralRoutes } from './referrals.ts'
import { partnerRoutes } from './partners.ts'
import { adminRoutes } from './admin.ts'
import { openDataRoutes } from './open-data.ts'
import { baseRoutes } from './base.ts'
import { publicRoutes } from './public.ts'

/** Every page of the product. An area adds its own array: `web/src/routes/<area>.ts`. */
export const productRoutes: readonly RouteRecordRaw[] = [
  ...publicRoutes,
  ...accountRoutes,
  ...applicantRoutes,
  ...editorRoutes,
  ...deskRoutes,
  ...setUpRoutes,
  ...evaluationRoutes,
  ...awardRoutes,
  ...moneyRoutes,
  ...referralRoutes,
  ...partnerRoutes,
  ...adminRoutes,
  ...openDataRoutes,
  ...baseRoutes,
]
