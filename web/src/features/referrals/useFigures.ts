import type { ReferralStatistics } from '@progress-ess/shared/referrals'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'
import type { Column } from '../../ui/table.ts'

export type Figures = Omit<ReferralStatistics['bySubject'][number], 'subject'>

/** How the figures of referrals are told: shares, times, the columns of a table, the lines of a file. */
export function useFigures() {
  const { t } = useI18n()
  const { number, percent } = useFormat()
  const rate = (part: number, whole: number): string =>
    whole === 0 ? '–' : percent(Math.round((part * 100) / whole) * 100)
  const time = (hours: number | null): string => {
    if (hours === null) return '–'
    return hours < 48
      ? t('referralStatistics.hours', { hours: number(hours, 0) })
      : t('referralStatistics.days', { days: number(hours / 24, 1) })
  }
  /** The columns of every table of figures, after the one that names the line. */
  const figureColumns = computed((): Column<Figures>[] => [
    { id: 'sent', label: t('referralStatistics.sentShort'), align: 'end', text: ({ sent }) => number(sent) },
    {
      id: 'inTime',
      label: t('referralStatistics.inTime'),
      align: 'end',
      text: (one) => rate(one.answeredInTime, one.sent),
    },
    { id: 'accepted', label: t('referralStatistics.acceptedShort'), align: 'end', text: (one) => number(one.accepted) },
    {
      id: 'rate',
      label: t('referralStatistics.takeUp'),
      align: 'end',
      text: (one) => rate(one.accepted, one.answered),
    },
    {
      id: 'declined',
      label: t('referralStatistics.states.declined'),
      align: 'end',
      text: (one) => number(one.declined),
    },
    {
      id: 'completed',
      label: t('referralStatistics.states.completed'),
      align: 'end',
      text: (one) => number(one.completed),
    },
    { id: 'noNews', label: t('referralStatistics.states.noNews'), align: 'end', text: (one) => number(one.noNews) },
    {
      id: 'answer',
      label: t('referralStatistics.toAnswer'),
      align: 'end',
      text: (one) => time(one.medianHoursToAnswer),
    },
    {
      id: 'contact',
      label: t('referralStatistics.toContact'),
      align: 'end',
      text: (one) => time(one.medianHoursToContact),
    },
  ])
  const csvLinesOf = (name: string, line: Figures) => [
    [t('referralStatistics.sentShort'), name, line.sent],
    [t('referralStatistics.csv.answered'), name, line.answered],
    [t('referralStatistics.csv.inTime'), name, line.answeredInTime],
    [t('referralStatistics.acceptedShort'), name, line.accepted],
    [t('referralStatistics.states.declined'), name, line.declined],
    [t('referralStatistics.states.completed'), name, line.completed],
    [t('referralStatistics.states.noNews'), name, line.noNews],
    [t('referralStatistics.csv.hours'), name, line.medianHoursToAnswer],
    [t('referralStatistics.csv.contactHours'), name, line.medianHoursToContact],
  ]

  return { rate, time, figureColumns, csvLinesOf }
}
