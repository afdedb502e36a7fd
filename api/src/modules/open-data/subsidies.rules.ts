import type { OpenGrant } from '@progress-ess/shared/open-data'
import { eurosOf } from '../../kit/money.rules.ts'

/** The columns of the national schema “subventions” (SCDL 2.1.0), in its order and with its capitals. */
export const SUBSIDY_COLUMNS = [
  'nomAttribuant',
  'idAttribuant',
  'dateConvention',
  'referenceDecision',
  'nomBeneficiaire',
  'idBeneficiaire',
  'rnaBeneficiaire',
  'objet',
  'montant',
  'nature',
  'conditionsVersement',
  'datesPeriodeVersement',
  'idRAE',
  'notificationUE',
  'pourcentageSubvention',
  'dispositifAide',
] as const

const OBJECT_LENGTH = 256
/** The schema knows `W` and nine digits; the numbers of Corsica have a letter and do not pass it. */
const RNA = /^W\d{9}$/

/** One line: a grant in money, paid at once, with the day of the decision where there is no agreement yet. */
export const subsidyRow = (grant: OpenGrant, funder: { readonly name: string; readonly siret: string }): string[] => [
  funder.name,
  funder.siret,
  grant.decidedOn,
  grant.number,
  grant.beneficiary.name,
  grant.beneficiary.siret ?? '',
  grant.beneficiary.rna !== null && RNA.test(grant.beneficiary.rna) ? grant.beneficiary.rna : '',
  shortened(grant.purpose, OBJECT_LENGTH),
  eurosOf(grant.amountCents),
  'aide en numéraire',
  'unique',
  grant.decidedOn,
  '',
  'non',
  '1',
  grant.callId,
]

/** To so many code points, which is what schemas count, with an ellipsis where something was cut off. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text)
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}
