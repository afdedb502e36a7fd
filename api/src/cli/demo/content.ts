import type { Budget } from '@progress-ess/shared/applications'
import type { Answers } from '@progress-ess/shared/calls'
import type { Marks } from '@progress-ess/shared/evaluations'
import { type NewOrganisation, withCheckDigit } from '@progress-ess/shared/organisations'
import { COMMUNES } from '@progress-ess/shared/reference'
import type { DemoProject } from './projects.ts'

const CENTS = 100

/** Edition 1 in words. */
export const FIRST_EDITION = {
  title: 'Des projets solidaires pour la vie quotidienne',
  theme: 'Vie quotidienne',
  summary:
    'Le Département soutient les initiatives citoyennes qui répondent aux besoins essentiels des habitants des Hauts-de-Seine, en premier lieu des plus fragiles.',
  description:
    'L’appel à projets Progr’ESS finance des projets utiles tous les jours : se nourrir, se déplacer, se soigner, garder ses enfants, réparer, s’entraider. Il est ouvert aux associations et aux entreprises agréées ESUS des Hauts-de-Seine.\n\nDémonstration : cette édition, ses structures et ses dossiers sont inventés.',
  documentsToPrepare: [
    'Le numéro SIREN, SIRET ou RNA',
    'Le budget du projet, charges et produits',
    'Les dates du projet',
  ],
}

/** A company with an ESUS approval; the others are associations. */
export const isCompany = ({ legalForm }: DemoProject): boolean => legalForm !== '9220'

export const qualityOf = (project: DemoProject): string => (isCompany(project) ? 'Gérance' : 'Présidence')

/** The n-th organisation: its SIREN passes the check and begins with 0, so it is nobody’s. */
export function organisationOf(project: DemoProject, index: number, representativeName: string): NewOrganisation {
  const commune = COMMUNES.find(({ code }) => code === project.commune)
  return {
    identifier: withCheckDigit(`0${String(1_000_101 + index * 37).padStart(7, '0')}`),
    name: project.organisation,
    acronym: null,
    legalFormCode: project.legalForm,
    address: {
      street: `${index + 3} rue de la Démonstration`,
      postcode: commune?.postcodes[0] ?? '92000',
      communeCode: project.commune,
      communeName: commune?.name ?? project.commune,
    },
    phone: null,
    website: null,
    esusApproval: isCompany(project)
      ? { number: `ESUS-92-${index + 1}`, startsOn: '2022-01-01', endsOn: '2027-12-31' }
      : null,
    representativeName,
    representativeQuality: qualityOf(project),
  }
}

/** A budget that balances: personnel, purchases and services; the request, the town, and own resources. */
export function budgetOf({ asked, total }: DemoProject, missing = 0): Budget {
  const line = (
    lineId: string,
    euros: number,
    fundingStatus: 'requested' | 'granted' | null = null,
  ): Budget[number] => ({
    lineId,
    detail: null,
    amountCents: Math.round(euros * CENTS),
    fundingStatus,
  })
  const personnel = Math.round(total * 0.6)
  const purchases = Math.round(total * 0.25)
  const town = Math.round((total - asked) * 0.5)
  return [
    line('64', personnel),
    line('60', purchases),
    line('61', total - personnel - purchases),
    line('74-departement', asked, 'requested'),
    line('74-communes-intercommunalites', town, 'granted'),
    line('75', total - asked - town - missing),
  ]
}

/** What a file answers to the form that a call starts with. */
export function answersOf(project: DemoProject, year: number): Answers {
  return {
    title: project.title,
    summary: `${project.need} ${project.plan}`.slice(0, 600),
    need: project.need,
    description: project.plan,
    startOn: `${year}-05-01`,
    endOn: `${year + 1}-04-30`,
    publics: [...project.publics],
    beneficiaryCount: Math.max(20, Math.round(project.total / 60)),
    communes: [project.commune],
    team: 'Une coordinatrice salariée, un bureau de cinq bénévoles et une équipe d’une dizaine d’habitants.',
    partners: 'La ville, le centre social et deux associations voisines.',
    indicators: 'Le nombre de personnes venues, leur retour à trois mois, et ce qui continue sans nous.',
  }
}

const FAMILIES = 4_700

/** The budget after its correction: the families’ part stands on a line of its own. */
export const correctedBudgetOf = (project: DemoProject): Budget =>
  budgetOf(project, FAMILIES).concat({
    lineId: '70',
    detail: 'Participation des familles',
    amountCents: FAMILIES * CENTS,
    fundingStatus: null,
  })

/** Why the file that lies outside the département is inadmissible. */
export const REASON = 'L’action a lieu hors du département : le règlement ne permet pas de la soutenir.'
export const CORRECTION =
  'La participation des familles n’apparaît pas dans le détail de vos produits. Précisez-la dans le budget.'

const COMMENTS: readonly string[] = [
  'Le dossier ne répond pas à ce critère.',
  'Des réponses proches existent déjà, et rien ne les distingue.',
  'L’intention est claire, les moyens restent à décrire.',
  'La réponse est crédible.',
  'La réponse est documentée.',
  'Exemplaire.',
]

/** Marks on the criteria of a grid, from one digit each; low ones with the comment that they need. */
export const marksOf = (criteria: readonly { readonly id: string }[], digits: string): Marks =>
  Object.fromEntries(
    criteria.map(({ id }, index) => {
      const value = Number(digits[index] ?? '3')
      return [id, { value, isNotApplicable: false, comment: value < 3 ? (COMMENTS[value] ?? null) : null }]
    }),
  )
