/** How award rules give money: where they are written, and where they are tried. */
export const awardMethods = {
  label: 'Comment l’enveloppe est attribuée',
  kinds: {
    rankAndCut: 'Dans l’ordre du classement',
    tiers: 'Par tranches de notes',
    proportional: 'En proportion',
    equalShares: 'À parts égales',
  },
  about: {
    rankAndCut:
      'Chaque dossier reçoit ce qu’il demande, dans l’ordre des notes, jusqu’à la fin de l’enveloppe. Le plus simple à expliquer.',
    tiers: 'La note donne droit à une part de la demande : toute, une partie, ou rien.',
    proportional:
      'Tous les dossiers classés partagent l’enveloppe, entre leur plancher et leur plafond, en proportion de ce qu’ils peuvent recevoir.',
    equalShares:
      'Tous les dossiers classés reçoivent autant ; qui demande moins reçoit sa demande, et le reste va aux autres.',
  },
  example: {
    title: 'Exemple',
    text: 'Huit dossiers inventés pour {envelope}, avec vos règles. Les montants suivent ce que vous tapez.',
    file: 'Dossier',
    score: 'Note',
    requested: 'Demande',
    gets: 'Reçoit',
    left: 'Il reste {left}.',
  },
  overflowLabel: 'Quand les droits dépassent l’enveloppe',
  overflow: {
    rankAndCut: 'servir dans l’ordre du classement',
    scaleDown: 'réduire tous les montants',
  },
  weightByLabel: 'En proportion',
  weightBy: { request: 'des demandes', scoreTimesRequest: 'des demandes fois les notes' },
  tiersLabel: 'Tranches de notes',
  minScore: 'Tranche {number}, dès',
  rate: 'Part, tranche {number}',
  points: 'points',
  addTier: 'Ajouter une tranche',
  removeTier: 'Retirer la tranche {number}',
}
