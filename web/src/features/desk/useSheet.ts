import {
  getApplication,
  getApplicationHistory,
  getCompleteness,
  listApplicationActions,
  listCorrections,
  listRevisions,
  type ApplicationAction,
} from '@progress-ess/shared/applications'
import { computed, inject, provide, ref, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { call, type Outcome, type Problem } from '../../api/client.ts'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useResource } from '../../lib/useResource.ts'
import { useNotices } from '../../stores/notices.ts'

export type Sheet = ReturnType<typeof useSheet>

const SHEET: InjectionKey<Sheet> = Symbol('sheet')

/** Reads a file and gives it to the panels below. */
export function provideSheet(applicationId: string): Sheet {
  const sheet = useSheet(applicationId)
  provide(SHEET, sheet)
  return sheet
}

/** The file of the sheet around. Throws outside of one. */
export function injectSheet(): Sheet {
  const sheet = inject(SHEET)
  if (sheet === undefined) throw new Error('This panel belongs in a sheet')
  return sheet
}

/** What an agent may do with a file, in the order of its life. */
export const AGENT_ACTIONS = [
  'open_review',
  'declare_admissible',
  'request_correction',
  'declare_inadmissible',
  'end_correction',
  'reinstate',
  'restore',
  'extend',
] as const satisfies readonly ApplicationAction[]
export type AgentAction = (typeof AGENT_ACTIONS)[number]

/** One file with everything that its panels show. After each act, granted or refused, all of it is read again. */
function useSheet(applicationId: string) {
  const { t } = useI18n()
  const say = useProblemMessage()
  const notices = useNotices()
  const params = { applicationId }

  const application = useResource((signal) => call(getApplication, { params, signal }))
  const actions = useResource((signal) => call(listApplicationActions, { params, signal }))
  const revisions = useResource((signal) => call(listRevisions, { params, signal }))
  const corrections = useResource((signal) => call(listCorrections, { params, signal }))
  const history = useResource((signal) => call(getApplicationHistory, { params, signal }))
  const completeness = useResource((signal) => call(getCompleteness, { params, signal }))
  const parts = [application, actions, revisions, corrections, history, completeness]

  const acting = ref<AgentAction | null>(null)
  /** Why the last act was refused; what was typed for it is still there. */
  const refusal = ref<{ readonly action: AgentAction; readonly message: string } | null>(null)

  const refresh = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.reload()))
  }

  const availability = (action: AgentAction) => actions.data.value?.items.find((item) => item.action === action)
  const isAllowed = (action: AgentAction): boolean => availability(action)?.isAllowed === true

  /** Why an action is not open now, in plain words; null when it is, or when nobody has said yet. */
  function whyNot(action: AgentAction): string | null {
    const found = availability(action)
    if (found === undefined || found.isAllowed) return null
    const { code, detail } = found
    if (code === 'application-wrong-status') return t(`desk.needs.${action}`)
    return say({ code: code ?? '', requestId: '', context: { detail } })
  }

  /** Does one act. Answers the problem of a refusal, or null; the sheet is fresh in both cases. */
  async function act(action: AgentAction, run: () => Promise<Outcome<unknown>>): Promise<Problem | null> {
    if (acting.value !== null) return null
    acting.value = action
    refusal.value = null
    const outcome = await run()
    if (outcome.ok) {
      await refresh()
      notices.notify(t(`desk.done.${action}`))
    } else {
      const { code, status } = outcome.problem
      const hasMoved = status === 409 || status === 412
      const why = code === 'application-wrong-status' ? t(`desk.needs.${action}`) : say(outcome.problem)
      refusal.value = { action, message: hasMoved ? t('desk.hasMoved', { why }) : why }
      if (hasMoved) await refresh()
    }
    acting.value = null
    return outcome.ok ? null : outcome.problem
  }

  const file = computed(() => application.data.value)
  return {
    applicationId,
    application,
    file,
    actions,
    revisions: computed(() => revisions.data.value?.items ?? []),
    corrections: computed(() => corrections.data.value?.items ?? []),
    history,
    completeness,
    acting,
    refusal,
    refresh,
    isAllowed,
    whyNot,
    act,
  }
}
