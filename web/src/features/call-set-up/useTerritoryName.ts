import { COMMUNES } from '@progress-ess/shared/reference'
import { useI18n } from 'vue-i18n'

const NAMES = new Map(COMMUNES.map(({ code, name }) => [code, name]))

/** The name of a commune, or a code that says what it is. */
export function useTerritoryName(): (code: string) => string {
  const { t } = useI18n()
  return (code) => {
    const name = NAMES.get(code)
    if (name !== undefined) return name
    return t(code.length <= 3 ? 'callSetUp.territory.departement' : 'callSetUp.territory.commune', { code })
  }
}
