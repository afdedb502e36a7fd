import type { Messages } from '../fr/index.ts'
import { accessibility } from './accessibility.ts'
import { account } from './account.ts'
import { common } from './common.ts'
import { layout } from './layout.ts'
import { legal } from './legal.ts'
import { problems } from './problems.ts'
import { publicSite } from './public.ts'
import { states } from './states.ts'
import { ui } from './ui.ts'
import { validation } from './validation.ts'

export const en = {
  accessibility,
  account,
  common,
  layout,
  legal,
  problems,
  public: publicSite,
  states,
  ui,
  validation,
} satisfies Messages
