/** Sentences for codes of the contract: gaps, reasons of lines, operations of histories. */
export const reasons = {
  /** Why a line of a ranking has its amount. */
  lines: {
    funded: 'Financé en entier.',
    capped: {
      cap: 'Ramené au plafond de {ceiling}.',
      share: 'Ramené à {ceiling}, la part du budget au plus.',
      rounding: 'Arrondi à {ceiling}.',
      request: 'Financé en entier.',
    },
    'funded-partial': 'En partie : il restait {left}, il aurait fallu {needed}.',
    'envelope-exhausted': 'L’enveloppe ne suffit plus : il restait {left}, il aurait fallu {needed}.',
    'below-floor': 'Ce qui restait, {left}, est sous le plancher de {floor}.',
    'same-organisation': 'La structure est déjà financée pour le dossier {number}.',
    'lost-tie': 'À égalité de note, {place}e sur {of} par la règle « {rule} ».',
    'below-threshold': 'Sous le seuil de {threshold} points : il en manque {missing}.',
    eliminated: 'Éliminé par le critère « {criterion} ».',
    'not-evaluated': 'Trop peu d’évaluations pour être classé.',
    inadmissible: 'Irrecevable.',
    withdrawn: 'Retiré par la structure.',
  },
  whatIf: {
    envelope: 'Financé à partir d’une enveloppe de {least}.',
    envelopeTwo: 'Financé en partie à partir d’une enveloppe de {least}, en entier à partir de {inFull}.',
    scoreOnly: 'Financé avec une note de {score}.',
    score: 'Ou avec une note de {score}.',
    noScore: 'Aucune note n’y aurait suffi.',
  },
  /** Between files of the same score. */
  tie: {
    criterion: 'meilleure note au critère « {label} »',
    smallerRequest: 'plus petite demande',
    neverFundedFirst: 'jamais financé',
    earlierComplete: 'complet le premier',
    jury: 'ordre du jury',
    draw: 'tirage au sort vérifiable',
    number: 'numéro du dossier',
  },
}
