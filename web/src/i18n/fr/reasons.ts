/** Sentences for codes of the contract: gaps, reasons of lines, operations of histories. */
export const reasons = {
  /** Why a line of a ranking has its amount. */
  lines: {
    funded: 'Financé en entier.',
    capped: {
      cap: 'Ramené au plafond de {ceiling}.',
      share: 'Ramené à {ceiling}, la part du budget au plus.',
      rounding: 'Arrondi à {ceiling}.',
      tier: 'Ramené à {ceiling}, la part de la demande à laquelle sa note donne droit.',
      request: 'Financé en entier.',
    },
    'funded-partial': 'En partie : il restait {left}, il aurait fallu {needed}.',
    'envelope-exhausted': 'L’enveloppe ne suffit plus : il restait {left}, il aurait fallu {needed}.',
    'funded-share':
      'Sa part de l’enveloppe, partagée entre {sharers} dossiers {by} ; il pouvait recevoir {ceiling} au plus.',
    'funded-at-floor':
      'Relevé au plancher : partagée entre {sharers} dossiers {by}, l’enveloppe lui aurait donné moins.',
    'floors-exhausted':
      'L’enveloppe se partage entre les dossiers mieux classés : une fois le plancher de chacun compté, il resterait {left}, il faudrait {needed}.',
    stopped: 'L’attribution s’est arrêtée avant lui, au rang {rank}.',
    'below-tiers': 'Sous la première tranche, qui commence à {least} points : il en manque {missing}.',
    'ceiling-below-floor': 'Le plus qu’il peut recevoir, {ceiling}, est sous le plancher de {floor}.',
    'below-floor': 'Ce qui restait, {left}, est sous le plancher de {floor}.',
    'funded-by-quota': 'Financé grâce à la réserve « {label} ».',
    'displaced-by': 'La réserve « {label} » a pris sa place.',
    'quota-full': {
      count: 'La limite de {max} pour « {label} » est atteinte.',
      amount: 'La limite de {max} pour « {label} » ne laisse pas {needed}.',
    },
    'funded-in-part': 'En partie : il pouvait recevoir {ceiling}.',
    'not-in-optimum': {
      plain: 'Hors de l’ensemble qui porte au plus haut {objective}.',
      loss: 'Hors de l’ensemble qui porte au plus haut {objective} : avec lui, il y en aurait {loss} % de moins.',
      equal: 'Un autre ensemble, avec lui, porterait aussi haut {objective} ; les mieux classés ont été gardés.',
    },
    'locked-in': 'Retenu à la main : {reason}',
    'locked-out': 'Écarté à la main : {reason}',
    'same-organisation': 'La structure est déjà financée pour le dossier {number}.',
    'lost-tie': 'À égalité de note, {place}e sur {of} par la règle « {rule} ».',
    'below-threshold': 'Sous le seuil de {threshold} points : il en manque {missing}.',
    eliminated: 'Éliminé par le critère « {criterion} ».',
    'not-evaluated': 'Trop peu d’évaluations pour être classé.',
    inadmissible: 'Irrecevable.',
    withdrawn: 'Retiré par la structure.',
  },
  objectives: {
    scoreTimesAmount: 'les points fois les euros',
    scoreSum: 'la somme des notes',
    count: 'le nombre de dossiers',
    amount: 'les euros attribués',
  },
  /** How an envelope is shared, after « partagée entre tant de dossiers ». */
  shareBy: {
    request: 'en proportion des demandes',
    scoreTimesRequest: 'en proportion des demandes multipliées par les notes',
    tier: 'en proportion de ce que leur tranche leur donne',
    equal: 'à parts égales',
  },
  whatIf: {
    envelope: 'Financé à partir d’une enveloppe de {least}.',
    envelopeTwo: 'Financé en partie à partir d’une enveloppe de {least}, en entier à partir de {inFull}.',
    searched: 'Aucune enveloppe jusqu’à {most} ne le financerait.',
    scoreOnly: 'Financé avec une note de {score}.',
    score: 'Ou avec une note de {score}.',
    noScore: 'Aucune note n’y aurait suffi.',
  },
  /** Whether an organisation may apply, and what to do when it may not. */
  eligibility: {
    eligible: 'La structure peut candidater.',
    'legal-form-not-accepted':
      'Sa forme juridique n’est pas acceptée. Vérifiez celle qui est enregistrée, ou choisissez une autre structure.',
    'family-not-eligible': 'Cet appel ne s’adresse pas à ce type de structure. Lisez qui peut candidater dans l’appel.',
    'esus-required':
      'Une société commerciale doit avoir un agrément ESUS en cours. Indiquez le sien dans les renseignements de la structure.',
    'territory-not-eligible':
      'La structure est hors du territoire de l’appel. Vérifiez sa commune, ou choisissez une autre structure.',
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
  /** Why a part of a call cannot be published as it is. */
  readiness: {
    required: 'À remplir.',
    'closing-in-the-past': 'La clôture est déjà passée. Choisissez une date à venir.',
    'dates-inverted': 'L’appel ferme avant d’ouvrir. Corrigez l’une des deux dates.',
    'before-the-closing': 'Cette date vient avant la clôture. Choisissez-en une plus tardive.',
    'title-question-missing': 'Il faut un texte court obligatoire, de clé « title », qui nomme le projet.',
    'duplicate-id': 'Cette clé est déjà prise. Donnez-en une autre.',
    'options-missing': 'Ajoutez les réponses parmi lesquelles choisir.',
    'bounds-inverted': 'Le minimum dépasse le maximum.',
    'weights-not-100': 'Les poids ne font pas 100 points.',
    'scale-invalid': 'L’échelle doit monter de la note la plus basse à la plus haute par pas entiers.',
    'mark-off-scale': 'Une note sort de l’échelle du critère.',
    'cap-missing': 'Fixez un plafond au-dessus de zéro.',
    'floor-over-cap': 'Le plancher dépasse le plafond, une fois les deux arrondis.',
    'cap-over-envelope': 'Le plafond dépasse l’enveloppe.',
    'share-missing': 'Fixez une part du budget au-dessus de zéro.',
    'rounding-over-cap': 'L’arrondi dépasse le plafond : toutes les aides tomberaient à zéro.',
    'tiers-not-descending': 'Chaque tranche doit commencer plus bas que celle d’avant, et donner une part plus petite.',
    'lots-over-envelope': 'Les lots font plus que l’enveloppe.',
    'quota-empty': 'Une réserve ou une limite demande un minimum, un maximum, ou les deux.',
    'quota-inverted': 'Le minimum dépasse le maximum.',
    'quota-amount-shared':
      'Quand les dossiers se partagent l’enveloppe, une limite en euros n’a pas de sens. Faites-en un lot.',
    'locks-before-files': 'Des dossiers sont retenus ou écartés à la main, alors qu’aucun n’est déposé.',
    'criterion-unknown': 'La grille n’a plus ce critère. Retirez cette règle.',
    'tie-break-not-total':
      'La dernière règle doit toujours trancher : un tirage au sort, ou le dossier complet le premier.',
  },
  /** What is missing or wrong in an application, and what to do. */
  gaps: {
    required: 'Une réponse est nécessaire ici.',
    'dates-inverted': 'Le projet se termine avant de commencer. Corrigez une des deux dates.',
    'budget-empty': 'Le budget n’a pas de charges. Saisissez au moins une ligne.',
    'amount-missing': 'Dites combien vous demandez au Département.',
    'budget-unbalanced': 'Les charges et les produits ne sont pas égaux. Complétez la colonne qui manque.',
    'volunteers-unbalanced':
      'Les deux colonnes des contributions volontaires ne sont pas égales. Corrigez l’une d’elles.',
    'amount-over-cap': 'Vous demandez plus que le plafond par projet.',
    'share-over-limit': 'Vous demandez plus que la part du budget qui peut être financée.',
    'legal-form-not-accepted': 'Cet appel n’est pas ouvert à cette forme juridique. Vérifiez la fiche de la structure.',
    'family-not-eligible':
      'Cet appel n’est pas ouvert à cette famille de structures. Vérifiez la forme juridique sur la fiche de la structure.',
    'esus-required':
      'Une société commerciale doit avoir un agrément ESUS en cours. Ajoutez-le sur la fiche de la structure.',
    'esus-ends-early': 'L’agrément ESUS se termine avant la fin du projet. Pensez à le renouveler.',
    'territory-not-eligible':
      'Le siège de la structure est hors du territoire de cet appel. Vérifiez l’adresse sur la fiche de la structure.',
  },
}
