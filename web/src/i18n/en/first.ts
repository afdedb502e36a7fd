import type { FirstMessages } from '../fr/first.ts'
import { common } from './common.ts'
import { firstProblems } from './firstProblems.ts'
import { layout } from './layout.ts'
import { publicSite } from './public.ts'
import { states } from './states.ts'
import { ui } from './ui.ts'
import { validation } from './validation.ts'

export { areas } from './areas.ts'

export const first = {
  common,
  layout,
  problems: firstProblems,
  public: publicSite,
  states,
  ui,
  validation,
} satisfies FirstMessages
