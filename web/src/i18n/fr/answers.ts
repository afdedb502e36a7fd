/** What an application contains, as it is read. */
export const answers = {
  none: 'Sans réponse',
  download: 'Télécharger {name}',
  fileUnknown: 'Fichier retiré',
  scan: {
    pending: 'analyse en cours',
    infected: 'refusé par l’antivirus',
  },
  requested: 'Subvention demandée',
  shareOfCharges: 'soit {share} des charges',
  noBudget: 'Le budget est vide.',
  line: 'Poste',
  amount: 'Montant',
  total: 'Total',
  sides: {
    charges: 'Charges',
    resources: 'Produits',
    volunteerCharges: 'Emploi des contributions volontaires',
    volunteerResources: 'Contributions volontaires en nature',
  },
  funding: { requested: 'demandé', granted: 'accordé' },
  balanced: 'Budget équilibré',
  unbalanced: 'Budget en déséquilibre de {gap}',
}
