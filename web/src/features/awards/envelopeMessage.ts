import type { Problem } from '@progress-ess/shared/kit'
import { useI18n } from 'vue-i18n'
import { useProblemMessage } from '../../lib/problemMessage.ts'
import { useFormat } from '../../lib/useFormat.ts'

/** Says a refusal of the envelope with its figures: what is left, what is asked, what lacks. Any other refusal as usual. */
export function useEnvelopeMessage(): (problem: Problem) => string {
  const { t } = useI18n()
  const { euros } = useFormat()
  const problemMessage = useProblemMessage()
  return (problem) => {
    const left = problem.context?.['leftCents']
    const needed = problem.context?.['neededCents']
    if (problem.code !== 'envelope-exceeded' || typeof left !== 'number' || typeof needed !== 'number')
      return problemMessage(problem)
    return t('awards.exceeded', { left: euros(left), needed: euros(needed), lack: euros(needed - left) })
  }
}
