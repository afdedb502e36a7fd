export type BudgetSide = 'charges' | 'resources' | 'volunteerCharges' | 'volunteerResources'
export type BudgetLineKind = {
  /** Stable: what a budget names its lines by. */
  readonly id: string
  /** Account of the plan comptable, or IND / PRO for what has none. */
  readonly account: string
  readonly side: BudgetSide
  readonly label: string
  /** Money of another public body. */
  readonly isPublic: boolean
}

/** What the Département is asked for. */
export const REQUESTED_LINE = '74-departement'

/** Lines of the Cerfa 12156 budget: accounts, and what stands under them. */
export const BUDGET_LINES: readonly BudgetLineKind[] = [
  { id: '60', account: '60', side: 'charges', label: 'Achats', isPublic: false },
  {
    id: '60-prestations-de-services',
    account: '60',
    side: 'charges',
    label: 'Prestations de services',
    isPublic: false,
  },
  {
    id: '60-achats-matieres-et-fournitures',
    account: '60',
    side: 'charges',
    label: 'Achats matières et fournitures',
    isPublic: false,
  },
  { id: '60-autres-fournitures', account: '60', side: 'charges', label: 'Autres fournitures', isPublic: false },
  { id: '61', account: '61', side: 'charges', label: 'Services extérieurs', isPublic: false },
  { id: '61-locations', account: '61', side: 'charges', label: 'Locations', isPublic: false },
  {
    id: '61-entretien-et-reparation',
    account: '61',
    side: 'charges',
    label: 'Entretien et réparation',
    isPublic: false,
  },
  { id: '61-assurance', account: '61', side: 'charges', label: 'Assurance', isPublic: false },
  { id: '61-documentation', account: '61', side: 'charges', label: 'Documentation', isPublic: false },
  { id: '62', account: '62', side: 'charges', label: 'Autres services extérieurs', isPublic: false },
  {
    id: '62-honoraires',
    account: '62',
    side: 'charges',
    label: 'Rémunérations intermédiaires et honoraires',
    isPublic: false,
  },
  {
    id: '62-publicite-publications',
    account: '62',
    side: 'charges',
    label: 'Publicité, publications',
    isPublic: false,
  },
  { id: '62-deplacements-missions', account: '62', side: 'charges', label: 'Déplacements, missions', isPublic: false },
  {
    id: '62-services-bancaires-autres',
    account: '62',
    side: 'charges',
    label: 'Services bancaires, autres',
    isPublic: false,
  },
  { id: '63', account: '63', side: 'charges', label: 'Impôts et taxes', isPublic: false },
  {
    id: '63-impots-et-taxes-sur-remuneration',
    account: '63',
    side: 'charges',
    label: 'Impôts et taxes sur rémunération',
    isPublic: false,
  },
  { id: '63-autres-impots-et-taxes', account: '63', side: 'charges', label: 'Autres impôts et taxes', isPublic: false },
  { id: '64', account: '64', side: 'charges', label: 'Charges de personnel', isPublic: false },
  {
    id: '64-remuneration-des-personnels',
    account: '64',
    side: 'charges',
    label: 'Rémunération des personnels',
    isPublic: false,
  },
  { id: '64-charges-sociales', account: '64', side: 'charges', label: 'Charges sociales', isPublic: false },
  {
    id: '64-autres-charges-de-personnel',
    account: '64',
    side: 'charges',
    label: 'Autres charges de personnel',
    isPublic: false,
  },
  { id: '65', account: '65', side: 'charges', label: 'Autres charges de gestion courante', isPublic: false },
  { id: '66', account: '66', side: 'charges', label: 'Charges financières', isPublic: false },
  { id: '67', account: '67', side: 'charges', label: 'Charges exceptionnelles', isPublic: false },
  {
    id: '68',
    account: '68',
    side: 'charges',
    label: 'Dotations aux amortissements, provisions et engagements à réaliser',
    isPublic: false,
  },
  {
    id: '69',
    account: '69',
    side: 'charges',
    label: 'Impôt sur les bénéfices, participation des salariés',
    isPublic: false,
  },
  { id: 'IND', account: 'IND', side: 'charges', label: 'Charges indirectes affectées au projet', isPublic: false },
  {
    id: 'IND-charges-fixes-de-fonctionnement',
    account: 'IND',
    side: 'charges',
    label: 'Charges fixes de fonctionnement',
    isPublic: false,
  },
  { id: 'IND-frais-financiers', account: 'IND', side: 'charges', label: 'Frais financiers', isPublic: false },
  { id: 'IND-autres', account: 'IND', side: 'charges', label: 'Autres', isPublic: false },
  {
    id: '70',
    account: '70',
    side: 'resources',
    label: 'Ventes de produits finis, marchandises, prestations de services',
    isPublic: false,
  },
  { id: '73', account: '73', side: 'resources', label: 'Dotations et produits de tarification', isPublic: false },
  { id: '74', account: '74', side: 'resources', label: 'Subventions d’exploitation', isPublic: false },
  { id: '74-etat', account: '74', side: 'resources', label: 'État', isPublic: true },
  { id: '74-region', account: '74', side: 'resources', label: 'Région', isPublic: true },
  { id: '74-departement', account: '74', side: 'resources', label: 'Département', isPublic: false },
  {
    id: '74-communes-intercommunalites',
    account: '74',
    side: 'resources',
    label: 'Communes, intercommunalités',
    isPublic: true,
  },
  { id: '74-organismes-sociaux', account: '74', side: 'resources', label: 'Organismes sociaux', isPublic: true },
  { id: '74-fonds-europeens', account: '74', side: 'resources', label: 'Fonds européens', isPublic: true },
  { id: '74-asp', account: '74', side: 'resources', label: 'ASP (emplois aidés)', isPublic: true },
  {
    id: '74-autres-etablissements-publics',
    account: '74',
    side: 'resources',
    label: 'Autres établissements publics',
    isPublic: true,
  },
  { id: '74-aides-privees', account: '74', side: 'resources', label: 'Aides privées (fondations)', isPublic: false },
  { id: '75', account: '75', side: 'resources', label: 'Autres produits de gestion courante', isPublic: false },
  { id: '75-cotisations', account: '75', side: 'resources', label: 'Cotisations', isPublic: false },
  { id: '75-dons-manuels-mecenat', account: '75', side: 'resources', label: 'Dons manuels, mécénat', isPublic: false },
  { id: '76', account: '76', side: 'resources', label: 'Produits financiers', isPublic: false },
  { id: '77', account: '77', side: 'resources', label: 'Produits exceptionnels', isPublic: false },
  {
    id: '78',
    account: '78',
    side: 'resources',
    label: 'Reprises sur amortissements, dépréciations et provisions',
    isPublic: false,
  },
  { id: '79', account: '79', side: 'resources', label: 'Transferts de charges', isPublic: false },
  { id: 'PRO', account: 'PRO', side: 'resources', label: 'Ressources propres affectées au projet', isPublic: false },
  { id: '860', account: '860', side: 'volunteerCharges', label: 'Secours en nature', isPublic: false },
  {
    id: '861',
    account: '861',
    side: 'volunteerCharges',
    label: 'Mise à disposition gratuite de biens et services',
    isPublic: false,
  },
  { id: '862', account: '862', side: 'volunteerCharges', label: 'Prestations', isPublic: false },
  { id: '864', account: '864', side: 'volunteerCharges', label: 'Personnel bénévole', isPublic: false },
  { id: '870', account: '870', side: 'volunteerResources', label: 'Bénévolat', isPublic: false },
  { id: '871', account: '871', side: 'volunteerResources', label: 'Prestations en nature', isPublic: false },
  { id: '875', account: '875', side: 'volunteerResources', label: 'Dons en nature', isPublic: false },
]

const BY_ID: ReadonlyMap<string, BudgetLineKind> = new Map(BUDGET_LINES.map((line) => [line.id, line]))

export const budgetLine = (id: string): BudgetLineKind | undefined => BY_ID.get(id)
