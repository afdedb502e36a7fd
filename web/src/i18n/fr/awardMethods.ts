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
    intro:
      'Exemple : 40 000 € pour A 15 000 € (90 points), B 12 000 € (85), C 10 000 € (80), D 6 000 € (80), E 5 000 € (75), F 3 000 € (70), G 8 000 € (60).',
    rankAndCut: 'A 15 000 €, B 12 000 €, C 10 000 € ; il reste 3 000 €, D n’y tient pas.',
    tiers:
      'Tout dès 85 points, 70 % dès 75, 40 % sinon : 46 100 € de droits. Dans l’ordre : A 15 000 €, B 12 000 €, C 7 000 €, D 4 200 €. Ou tous réduits : A 13 015 €, B 10 412 €, C 6 074 €, D 3 644 €, E 3 037 €, F 1 041 €, G 2 777 €.',
    proportional: 'A 10 169 €, B 8 135 €, C 6 780 €, D 4 068 €, E 3 390 €, F 2 034 €, G 5 424 €.',
    equalShares: 'A, B, C et G 6 500 €, D 6 000 €, E 5 000 €, F 3 000 €.',
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
