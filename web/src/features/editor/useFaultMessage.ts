import { useI18n } from 'vue-i18n'
import { useFormat } from '../../lib/useFormat.ts'
import type { Fault } from './faults.ts'

/** Says why a field is not saved as it is typed, and that it is kept all the same. */
export function useFaultMessage(): (fault: Fault | undefined) => string | undefined {
  const { t } = useI18n()
  const { euros, number } = useFormat()
  return (fault) => {
    if (fault === undefined) return undefined
    const { code, limit, isMoney } = fault
    return t(`editor.faults.${code}`, { limit: isMoney ? euros(limit) : number(limit) })
  }
}
