import type { Application, ApplicationSummary } from '@progress-ess/shared/applications'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'
import { useSession } from '../../stores/session.ts'

/** Until when the applicant can act on a file, as its state has it. */
export const dueOf = (file: Application | ApplicationSummary): string | null =>
  file.status !== 'correction_requested'
    ? file.closesAt
    : 'correction' in file
      ? (file.correction?.dueAt ?? null)
      : file.correctionDueAt

/** What happens to a file now, in one sentence: what is asked of its applicant and by when. */
export function useNextStep(): (file: Application | ApplicationSummary) => string {
  const { t } = useI18n()
  const { deadline } = useFormat()
  const session = useSession()

  return (file) => {
    const { decision, status } = file
    if (decision !== null) {
      const { outcome, awardStatus } = decision
      const isAnswered = awardStatus === 'accepted' || awardStatus === 'renounced'
      return t(isAnswered ? `applications.next.award.${awardStatus}` : `applications.next.outcome.${outcome}`)
    }
    const due = dueOf(file)
    const isOver = due !== null && Date.parse(due) < session.serverNow().getTime()
    if (status === 'submitted' && isOver) return t('applications.next.waiting')
    if (due === null || isOver) return t(`applications.next.${status}`)
    const dated = status === 'draft' || status === 'submitted' || status === 'correction_requested'
    return t(dated ? `applications.nextUntil.${status}` : `applications.next.${status}`, { deadline: deadline(due) })
  }
}
