import type { Call } from '@progress-ess/shared/calls'
import { useI18n } from 'vue-i18n'
import { useCallSetUp } from './setUp.ts'

type Parts = Pick<Call, 'form' | 'grid'>

const join = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined && part !== '').join(', ') || undefined

/**
 * Says in words what a JSON pointer into the call names: `/form/sections/0/questions/1/label` is « question “Nom du projet”, intitulé ».
 * `typed` gives what is being typed in place of what is saved.
 */
export function usePlaceOf(typed: () => Partial<Parts> = () => ({})): (pointer: string) => string | undefined {
  const { call } = useCallSetUp()
  const i18n = useI18n()
  const { t } = i18n
  const known = (key: string): string | undefined => (i18n.te(key) || i18n.te(key, 'fr') ? t(key) : undefined)

  function placeInForm(path: readonly string[]): string | undefined {
    const { sections } = typed().form ?? call.value.form
    const section = sections[Number(path[1])]
    if (section === undefined) return t('callSetUp.field.form')
    const question = section.questions[Number(path[3])]
    if (question === undefined) return section.title || t('callSetUp.form.section', { number: Number(path[1]) + 1 })
    return join(question.label || t('callSetUp.question.untitled'), known(`callSetUp.question.${path[4] ?? ''}`))
  }

  function placeInGrid(path: readonly string[]): string | undefined {
    if (path[0] !== 'criteria') return known(`callSetUp.grid.${path[0] ?? ''}`) ?? t('callSetUp.field.grid')
    const criterion = (typed().grid ?? call.value.grid).criteria[Number(path[1])]
    if (criterion === undefined) return t('callSetUp.grid.weights')
    const detail = path[2] === 'scale' ? t('callSetUp.grid.scaleWord') : known(`callSetUp.grid.${path[2] ?? ''}`)
    return join(criterion.label || t('callSetUp.grid.untitled'), detail)
  }

  return (pointer) => {
    const [, part = '', ...path] = pointer.split('/')
    if (part === 'form') return placeInForm(path)
    if (part === 'grid') return placeInGrid(path)
    if (part === 'eligibility') return known(`callSetUp.eligibility.${path[0] ?? ''}`)
    if (part === 'awardRules') {
      if (path[0] === 'tieBreak') return t('callSetUp.tie.title')
      return known(`callSetUp.award.${path[1] ?? ''}`) ?? t('callSetUp.field.awardRules')
    }
    return known(`callSetUp.field.${part}`)
  }
}
