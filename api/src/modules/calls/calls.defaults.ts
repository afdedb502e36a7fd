import type { AwardRules } from '@progress-ess/shared/awards'
import type { CallForm, Eligibility } from '@progress-ess/shared/calls'
import type { Grid } from '@progress-ess/shared/evaluations'

/** Where a new call starts from: the regulation of the first edition, which an agent changes. */
export const DEFAULT_ELIGIBILITY: Eligibility = {
  families: ['association'],
  esusCompanies: true,
  territories: ['92'],
}

export const DEFAULT_FORM: CallForm = {
  sections: [
    {
      id: 'project',
      title: 'Le projet',
      questions: [
        { id: 'title', kind: 'shortText', label: 'Nom du projet', isRequired: true, maxLength: 120 },
        {
          id: 'summary',
          kind: 'longText',
          label: 'Le projet en quelques lignes',
          help: 'Ce résumé est publié si le projet est retenu.',
          isRequired: true,
          maxLength: 600,
        },
        { id: 'need', kind: 'longText', label: 'À quel besoin répond-il ?', isRequired: true, maxLength: 3_000 },
        { id: 'description', kind: 'longText', label: 'Que ferez-vous ?', isRequired: true, maxLength: 6_000 },
        { id: 'startOn', kind: 'date', label: 'Début du projet', isRequired: true },
        { id: 'endOn', kind: 'date', label: 'Fin du projet', isRequired: true },
      ],
    },
    {
      id: 'public',
      title: 'Pour qui et où',
      questions: [
        {
          id: 'publics',
          kind: 'choices',
          label: 'Publics concernés',
          isRequired: true,
          options: [
            { value: 'tous', label: 'Tous les habitants' },
            { value: 'familles', label: 'Familles' },
            { value: 'jeunes', label: 'Jeunes' },
            { value: 'aines', label: 'Personnes âgées' },
            { value: 'handicap', label: 'Personnes en situation de handicap' },
            { value: 'precarite', label: 'Personnes en situation de précarité' },
            { value: 'emploi', label: 'Personnes éloignées de l’emploi' },
          ],
        },
        {
          id: 'beneficiaryCount',
          kind: 'integer',
          label: 'Nombre de bénéficiaires attendus',
          isRequired: true,
          min: 1,
          max: 1_000_000,
        },
        { id: 'communes', kind: 'communes', label: 'Communes où l’action a lieu', isRequired: true },
      ],
    },
    {
      id: 'means',
      title: 'L’équipe et les partenaires',
      questions: [
        { id: 'team', kind: 'longText', label: 'Qui porte le projet ?', isRequired: true, maxLength: 3_000 },
        { id: 'partners', kind: 'longText', label: 'Avec quels partenaires ?', isRequired: false, maxLength: 3_000 },
        { id: 'jobsCreated', kind: 'integer', label: 'Emplois créés', isRequired: false, min: 0, max: 10_000 },
        {
          id: 'documents',
          kind: 'files',
          label: 'Pièces jointes',
          help: 'Statuts, liste du bureau, devis : ce qui aide à comprendre le projet.',
          isRequired: false,
          max: 5,
        },
      ],
    },
    {
      id: 'evaluation',
      title: 'Le suivi',
      questions: [
        {
          id: 'indicators',
          kind: 'longText',
          label: 'Comment saurez-vous que le projet réussit ?',
          isRequired: true,
          maxLength: 3_000,
        },
      ],
    },
  ],
}

const LEVELS = [
  'Sans réponse, ou hors du sujet.',
  'Très insuffisant : des réponses proches existent, ou rien n’est démontré.',
  'Insuffisant : l’intention est là, les moyens ne sont pas décrits.',
  'Convenable : la réponse est décrite et crédible.',
  'Bon : la réponse est documentée et utile toute l’année.',
  'Excellent : exemplaire, on pourrait le reproduire ailleurs.',
]

const criterion = (id: string, label: string, weight: number): Grid['criteria'][number] => ({
  id,
  label,
  weight,
  scale: { min: 0, max: 5, step: 1 },
  levels: LEVELS.map((guidance, mark) => ({ mark, guidance })),
  naAllowed: false,
  commentBelow: 2,
})

export const DEFAULT_GRID: Grid = {
  criteria: [
    criterion('need', 'Réponse à un besoin du quotidien', 30),
    criterion('publics', 'Publics fragiles touchés', 25),
    criterion('innovation', 'Caractère innovant', 20),
    criterion('soundness', 'Solidité du budget et de l’équipe', 15),
    criterion('roots', 'Ancrage local et partenariats', 10),
  ],
  na: 'renormalise',
  minEvaluations: 2,
  combine: 'mean',
  threshold: 5_000,
  rankOn: { value: 'exact' },
}

/** `seedCommitment`: SHA-256 of a seed that is kept and revealed with the results. */
export const defaultAwardRules = (seedCommitment: string): AwardRules => ({
  schemaVersion: 1,
  envelope: { totalCents: 10_000_000, roundToCents: 10_000 },
  amount: { capCents: 1_500_000, floorCents: 300_000, maxShareOfBudget: 8_000 },
  method: { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'partial', minShareOfRequest: 5_000 } },
  tieBreak: [
    { by: 'criterion', criterionId: 'need' },
    { by: 'draw', seedCommitment },
  ],
  perOrganisation: { max: 1 },
  reserve: { size: null, offerDays: 15 },
})
