import type { EssFamily } from './schemas.ts'

export type LegalForm = { readonly code: string; readonly family: EssFamily; readonly label: string }

/**
 * Legal categories of INSEE that a form offers, with their ESS family. A code never proves that a company is an SCIC or
 * approved ESUS: the document does. Undeclared associations (9210) have no legal personality and are not here.
 */
export const LEGAL_FORMS: readonly LegalForm[] = [
  { code: '9220', family: 'association', label: 'Association déclarée' },
  { code: '9221', family: 'association', label: 'Association déclarée d’insertion par l’économique' },
  { code: '9222', family: 'association', label: 'Association intermédiaire' },
  { code: '9223', family: 'association', label: 'Groupement d’employeurs' },
  { code: '9230', family: 'association', label: 'Association déclarée, reconnue d’utilité publique' },
  { code: '9260', family: 'association', label: 'Association de droit local (Alsace-Moselle)' },
  { code: '9300', family: 'foundation', label: 'Fondation' },
  { code: '8210', family: 'mutual', label: 'Mutuelle' },
  { code: '8250', family: 'mutual', label: 'Assurance mutuelle agricole' },
  { code: '8290', family: 'mutual', label: 'Autre organisme mutualiste' },
  { code: '6411', family: 'mutual', label: 'Société d’assurance à forme mutuelle' },
  { code: '5191', family: 'cooperative', label: 'Société de caution mutuelle' },
  { code: '5307', family: 'cooperative', label: 'Société en commandite coopérative' },
  { code: '5443', family: 'cooperative', label: 'SARL coopérative de construction' },
  { code: '5451', family: 'cooperative', label: 'SARL coopérative de consommation' },
  { code: '5453', family: 'cooperative', label: 'SARL coopérative artisanale' },
  { code: '5454', family: 'cooperative', label: 'SARL coopérative d’intérêt maritime' },
  { code: '5455', family: 'cooperative', label: 'SARL coopérative de transport' },
  { code: '5458', family: 'cooperative', label: 'SCOP à responsabilité limitée' },
  { code: '5460', family: 'cooperative', label: 'Autre SARL coopérative' },
  { code: '5551', family: 'cooperative', label: 'SA coopérative de consommation' },
  { code: '5553', family: 'cooperative', label: 'SA coopérative artisanale' },
  { code: '5558', family: 'cooperative', label: 'SCOP à conseil d’administration' },
  { code: '5560', family: 'cooperative', label: 'Autre SA coopérative' },
  { code: '5651', family: 'cooperative', label: 'SA coopérative de consommation à directoire' },
  { code: '5658', family: 'cooperative', label: 'SCOP à directoire' },
  { code: '5660', family: 'cooperative', label: 'Autre SA coopérative à directoire' },
  { code: '6316', family: 'cooperative', label: 'Coopérative d’utilisation de matériel agricole' },
  { code: '6317', family: 'cooperative', label: 'Société coopérative agricole' },
  { code: '6318', family: 'cooperative', label: 'Union de sociétés coopératives agricoles' },
  { code: '5499', family: 'company', label: 'SARL (dont SCIC et ESUS)' },
  { code: '5599', family: 'company', label: 'SA à conseil d’administration (dont SCIC)' },
  { code: '5699', family: 'company', label: 'SA à directoire' },
  { code: '5710', family: 'company', label: 'SAS (dont SCIC et ESUS)' },
  { code: '5720', family: 'company', label: 'SASU' },
]

const FAMILIES: ReadonlyMap<string, EssFamily> = new Map(LEGAL_FORMS.map(({ code, family }) => [code, family]))

/** The ESS family of a legal category, or null when the category cannot apply. */
export const familyOf = (legalFormCode: string): EssFamily | null => FAMILIES.get(legalFormCode) ?? null

/**
 * The « contrat d’engagement républicain » binds associations and foundations only (loi 2000-321 art. 10-1, décret
 * 2021-1947): never an ESUS company nor a cooperative.
 */
export const needsRepublicanCommitment = (family: EssFamily): boolean =>
  family === 'association' || family === 'foundation'
