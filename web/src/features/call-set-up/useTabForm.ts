import { CallChange, getCall, updateCall, type Call } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { call as request } from '../../api/client.ts'
import { useForm, type Form } from '../../lib/useForm.ts'
import { useNotices } from '../../stores/notices.ts'
import { changedParts, mergeParts, type PartConflict } from './merge.ts'
import { useCallSetUp } from './setUp.ts'
import { useLeaveQuestion, type LeaveQuestion } from './useLeaveQuestion.ts'

export type PartName = keyof typeof CallChange.properties

export type TabForm<T> = Form<T> & {
  readonly names: readonly (keyof T & string)[]
  /** Parts that somebody else changed too since this tab was opened. */
  readonly conflicts: Readonly<ShallowRef<readonly PartConflict<T>[]>>
  readonly problem: Readonly<ShallowRef<Problem | null>>
  /** When this tab was last saved here; null before. */
  readonly savedAt: Readonly<Ref<string | null>>
  readonly leaving: LeaveQuestion
  readonly save: () => Promise<void>
  readonly resolve: (name: string, choice: 'mine' | 'theirs') => void
}

function pick<K extends PartName>(call: Call, names: readonly K[]): Pick<Call, K> {
  return Object.fromEntries(names.map((name) => [name, call[name]])) as Pick<Call, K>
}

/**
 * The form of one tab: some parts of the call, saved together when the person says so. A version that is out of date is
 * merged part by part: what somebody else changed elsewhere is taken, what both changed is asked.
 */
export function useTabForm<K extends PartName>(names: readonly K[]): TabForm<Pick<Call, K>> {
  type Values = Pick<Call, K>
  const { call, set } = useCallSetUp()
  const { t } = useI18n()
  const notices = useNotices()
  const form = useForm<typeof CallChange, Values>(CallChange, pick(call.value, names))
  const conflicts = shallowRef<readonly PartConflict<Values>[]>([])
  const problem = shallowRef<Problem | null>(null)
  const savedAt = ref<string | null>(null)
  let base = pick(call.value, names)

  function start(from: Call): void {
    base = pick(from, names)
    form.reset(base)
    conflicts.value = []
  }

  watch(call, (next) => {
    if (!form.isDirty.value) start(next)
  })

  /** Reads the call as it is now; false when it could not be read, or when something is to be chosen. */
  async function catchUp(mine: Values): Promise<boolean> {
    const outcome = await request(getCall, { params: { callId: call.value.callId } })
    if (!outcome.ok) {
      problem.value = outcome.problem
      return false
    }
    const merged = mergeParts(base, mine, pick(outcome.data, names))
    set(outcome.data)
    start(outcome.data)
    Object.assign(form.values, merged.values)
    conflicts.value = merged.conflicts
    return merged.conflicts.length === 0
  }

  async function send(mine: Values, mayCatchUp: boolean): Promise<boolean> {
    const body = changedParts(base, mine)
    if (Object.keys(body).length === 0) return true
    const outcome = await request(updateCall, {
      params: { callId: call.value.callId },
      body: body as CallChange,
      ifMatch: call.value.version,
    })
    if (outcome.ok) {
      start(outcome.data)
      set(outcome.data)
      return true
    }
    if (outcome.problem.code === 'stale-version' && mayCatchUp) {
      return (await catchUp(mine)) && send(form.values, false)
    }
    form.refuse(outcome.problem)
    problem.value = outcome.problem
    return false
  }

  async function save(): Promise<void> {
    if (conflicts.value.length > 0) return
    problem.value = null
    await form.submit(async (mine) => {
      if (!(await send(mine, true))) return
      savedAt.value = new Date().toISOString()
      notices.notify(t('callSetUp.saved'))
    })
  }

  function resolve(name: string, choice: 'mine' | 'theirs'): void {
    const conflict = conflicts.value.find((one) => one.name === name)
    if (conflict === undefined) return
    if (choice === 'theirs') Object.assign(form.values, { [conflict.name]: structuredClone(conflict.theirs) })
    conflicts.value = conflicts.value.filter((one) => one !== conflict)
  }

  const leaving = useLeaveQuestion(form.isDirty)
  return { ...form, names, conflicts, problem, savedAt, leaving, save, resolve }
}
