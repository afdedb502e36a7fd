import type { AwardRules } from '@progress-ess/shared/awards'
import type { Problem } from '@progress-ess/shared/kit'
import { useI18n } from 'vue-i18n'
import { useFormat } from './useFormat.ts'

const PREFIX = '/body/rules'

/** Says which rules contradict one another, by their names, and by how much each would have to give way; nothing for any other refusal. */
export function useContradiction(): (problem: Problem | null, rules: AwardRules) => string[] {
  const { t } = useI18n()
  const { euros, number } = useFormat()

  const firstLarge = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

  return (problem, rules) => {
    if (problem?.code !== 'award-rules-contradictory') return []
    return (problem.errors ?? []).map(({ pointer: full, keyword }, index) => {
      const pointer = full.slice(full.startsWith(PREFIX) ? PREFIX.length : 0)
      const kind = keyword.replace('contradicts-', '')
      const [, noun, place] = pointer.split('/')
      const quota = noun === 'quotas' ? rules.quotas?.[Number(place)] : undefined
      const label = kind === 'lot' ? rules.envelope.lots?.[Number(pointer.split('/').at(-1))]?.label : quota?.label
      const said = t(`awardMethods.contradiction.${kind}`, {
        label: label ?? rules.locks?.[Number(place)]?.number ?? '',
      })
      const name = index === 0 ? firstLarge(said) : said
      const by = problem.context?.[`${pointer} ${kind}`]
      if (typeof by !== 'number' || by === 0) return name
      const counts = kind === 'organisation' || quota?.measure === 'count'
      return t('awardMethods.contradiction.by', { name, by: counts ? number(by) : euros(by) })
    })
  }
}
