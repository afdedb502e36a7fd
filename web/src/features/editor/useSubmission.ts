import { submitApplication, type Submission } from '@progress-ess/shared/applications'
import type { Problem } from '@progress-ess/shared/kit'
import { ref, shallowRef } from 'vue'
import { call } from '../../api/client.ts'
import { canonical } from '../../lib/autosave/merge.ts'
import { useEditing } from './useEditing.ts'

/** Why nothing was submitted: the text could not be saved first, or the API says no. */
export type SubmissionFailure = { readonly kind: 'unsaved' } | { readonly kind: 'refused'; readonly problem: Problem }

/**
 * Submits the file once: what is typed is saved first, and the same request keeps the same `Idempotency-Key`, so that a second press
 * or a try after a lost answer finds the first one.
 */
export function useSubmission() {
  const { application, autosave, take, refresh, completeness } = useEditing()
  const isBusy = ref(false)
  const failure = shallowRef<SubmissionFailure | null>(null)
  let sent: { readonly request: string; readonly key: string } | null = null

  function keyOf(request: string): string {
    if (sent?.request !== request) sent = { request, key: crypto.randomUUID() }
    return sent.key
  }

  /** True once the server has it. */
  async function send(body: Submission): Promise<boolean> {
    if (!(await autosave.flush())) {
      failure.value = { kind: 'unsaved' }
      return false
    }
    const { applicationId, version, revisionNumber } = application.value
    const outcome = await call(submitApplication, {
      params: { applicationId },
      body,
      ifMatch: version,
      idempotencyKey: keyOf(canonical({ version, body })),
    })
    if (outcome.ok) {
      take(outcome.data)
      return true
    }
    if (outcome.problem.code === 'stale-version') {
      // Either the answer of a first try was lost and the file is in, or somebody else has just changed it.
      await refresh()
      const { revisionNumber: current, hasUnsubmittedChanges } = application.value
      if (current > revisionNumber && !hasUnsubmittedChanges) return true
    }
    await completeness.reload()
    failure.value = { kind: 'refused', problem: outcome.problem }
    return false
  }

  async function submit(body: Submission): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    failure.value = null
    try {
      return await send(body)
    } finally {
      isBusy.value = false
    }
  }

  return { submit, isBusy, failure }
}
