import { previewScenario, type AwardRules, type ScenarioPreview } from '@progress-ess/shared/awards'
import type { Job } from '@progress-ess/shared/jobs'
import type { Problem } from '@progress-ess/shared/kit'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { call } from '../../api/client.ts'
import { isJob } from '../../lib/useJob.ts'
import { useResource } from '../../lib/useResource.ts'
import { differingRules } from './rulesInWords.ts'

/** Between two strokes nothing is computed; a pause this long, and the ranking follows. */
const PAUSE_MS = 120

export type Preview = {
  /** The rules being tried; null until the published ones are known. */
  readonly rules: ShallowRef<AwardRules | null>
  /** The last run that succeeded: kept while the next one is under way, or refused. */
  readonly run: Readonly<ShallowRef<ScenarioPreview | null>>
  /** The long computation that the run waits for; null when it is there. */
  readonly job: ComputedRef<Job | null>
  /** The run of the published rules, to compare with. */
  readonly published: Readonly<ShallowRef<ScenarioPreview | null>>
  readonly publishedJob: ComputedRef<Job | null>
  readonly problem: ComputedRef<Problem | null>
  /** The code of the fault of one rule, by its pointer in the rules: `/amount/capCents`. */
  readonly faultOf: (pointer: string) => string | undefined
  readonly isLoading: Readonly<Ref<boolean>>
  /** The rules being tried are not the published ones. */
  readonly departs: ComputedRef<boolean>
  readonly reload: () => Promise<void>
}

/** Rules that take long are kept by the tab: whoever comes back finds their computation, or its result. */
const keyOf = (callId: string): string => `progress-ess.trial.${callId}`

function keptTrial(callId: string): AwardRules | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(callId)) ?? 'null')
    return kept !== null && (kept as Partial<AwardRules>).schemaVersion === 1 ? (kept as AwardRules) : null
  } catch {
    return null
  }
}

function keepTrial(callId: string, rules: AwardRules | null): void {
  try {
    if (rules === null) sessionStorage.removeItem(keyOf(callId))
    else sessionStorage.setItem(keyOf(callId), JSON.stringify(rules))
  } catch {
    // Without a store the trial ends with the page.
  }
}

/** The last answer that is a run, and the job that a newer one waits for. */
function runOf(answer: () => ScenarioPreview | Job | null) {
  const run = shallowRef<ScenarioPreview | null>(null)
  watch(
    answer,
    (value) => {
      if (value !== null && !isJob(value)) run.value = value
    },
    { immediate: true },
  )
  const job = computed(() => {
    const value = answer()
    return value !== null && isJob(value) ? value : null
  })
  return { run, job }
}

/** Runs rules while they move: after a pause, one reading at a time, and the last answer wins. `maxCents` bounds the envelope. */
export function usePreview(
  callId: () => string,
  publishedRules: () => AwardRules | null,
  maxCents: () => number | null,
): Preview {
  const rules = shallowRef<AwardRules | null>(null)
  const settled = shallowRef<AwardRules | null>(null)
  const isOverAllocated = computed(() => {
    const most = maxCents()
    return rules.value !== null && most !== null && rules.value.envelope.totalCents > most
  })

  watch(
    publishedRules,
    (value) => {
      if (value === null || rules.value !== null) return
      rules.value = keptTrial(callId()) ?? value
      settled.value = rules.value
    },
    { immediate: true },
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(rules, (value) => {
    clearTimeout(timer)
    if (isOverAllocated.value) return
    timer = setTimeout(() => (settled.value = value), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  const params = computed(() => ({ callId: callId() }))
  const base = useResource((signal) => call(previewScenario, { params: params.value, body: {}, signal }))
  const live = useResource((signal) =>
    settled.value === null
      ? null
      : call(previewScenario, { params: params.value, body: { rules: settled.value }, signal }),
  )
  const { run, job } = runOf(() => live.data.value)
  const { run: published, job: publishedJob } = runOf(() => base.data.value)
  const departs = computed(() => {
    const before = publishedRules()
    return rules.value !== null && before !== null && differingRules(rules.value, before).length > 0
  })

  watch(job, (waited) => {
    if (waited !== null) keepTrial(callId(), departs.value ? settled.value : null)
  })
  watch(departs, (does) => {
    if (!does) keepTrial(callId(), null)
  })

  function faultOf(pointer: string): string | undefined {
    if (pointer === '/envelope/totalCents' && isOverAllocated.value) return 'over-allocated'
    return live.problem.value?.errors?.find((error) => error.pointer === `/body/rules${pointer}`)?.keyword
  }

  return {
    rules,
    run,
    job,
    published,
    publishedJob,
    problem: computed(() => base.problem.value ?? live.problem.value),
    faultOf,
    isLoading: live.isLoading,
    departs,
    reload: async () => {
      await Promise.all([base.reload(), live.reload()])
    },
  }
}
