/** Computations that take longer than a request: how far they are. */
export const jobs = {
  preview: 'Calcul de la simulation',
  scenario: 'Calcul de « {label} »',
  waits: 'Votre demande est enregistrée, elle va commencer.',
  ahead: '{count} calcul passe avant. | {count} calculs passent avant.',
  begins: 'Le calcul commence.',
  phases: {
    solving: 'Recherche du meilleur ensemble de dossiers',
    exchanges: 'Ce que vaudrait l’ensemble avec un autre dossier',
    envelopes: 'Ce qu’il faudrait pour financer chaque dossier',
    lines: 'Motifs de chaque ligne',
  },
  counted: '{done} sur {total}',
  solved: '{count} étape résolue | {count} étapes résolues',
  stays: 'Vous pouvez quitter cette page : le calcul continue, et son résultat vous attend ici.',
  cancel: 'Annuler le calcul',
  cancelled: 'Ce calcul a été annulé. Rien n’en est gardé.',
  again: 'Recommencer',
}
