import type { AwardRules } from '@progress-ess/shared/awards'
import type { Eligibility } from '@progress-ess/shared/calls'
import { shortened } from './subsidies.rules.ts'

const FAMILY: Readonly<Record<Eligibility['families'][number], string>> = {
  association: 'une association',
  foundation: 'une fondation',
  cooperative: 'une coopérative',
  mutual: 'une mutuelle',
  company: 'une société commerciale',
}
const ASSOCIATIONS = new Set<string>(['association', 'foundation'])

const EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 2 })
const euros = (cents: number): string => EUROS.format(cents / 100).replace(/,00(?=\s)/u, '')
const PERCENT = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 2 })

/** The four groups that the schema knows: which of them the call is for. */
export function targetsOf({ families, esusCompanies }: Eligibility): string {
  const targets = [
    ...(families.some((family) => !ASSOCIATIONS.has(family)) || esusCompanies ? ['professionnels'] : []),
    ...(families.some((family) => ASSOCIATIONS.has(family)) ? ['associations'] : []),
  ]
  return targets.join('|')
}

/** Codes of the territory after the Code officiel géographique; the whole country when the call names none. */
export function territoriesOf({ territories }: Eligibility): string {
  const codes = territories.map((code) => (code.length === 5 ? `COM-${code}` : `DEP-${code}`))
  return codes.length === 0 ? 'PAYS-99100' : codes.join('|')
}

/** Who may apply and for how much, one criterion a line, as the schema asks. */
export function criteriaOf({ families, esusCompanies, territories }: Eligibility, { amount }: AwardRules): string {
  const forms = families.map((family) => FAMILY[family])
  const lines = [
    `Être ${[...forms, ...(esusCompanies ? ['une entreprise agréée ESUS'] : [])].join(', ou ')}`,
    ...(territories.length === 0 ? [] : [`Avoir son siège sur le territoire : ${territories.join(', ')}`]),
    `Demander au plus ${euros(amount.capCents)}, et au plus ${PERCENT.format(amount.maxShareOfBudget / 10_000)} du budget du projet`,
  ]
  return lines.map((line) => `• ${line}`).join('\n')
}

/** The promise is one sentence of 180 characters at most. */
export const promiseOf = (summary: string): string | null => {
  const [first = ''] = summary.split(/\r?\n/)
  return first.trim() === '' ? null : shortened(first.trim(), 180)
}
