/** Legal notice and personal data. */
export const legal = {
  title: 'Mentions légales et données personnelles',
  lead: 'Qui tient ce service, ce qu’il fait de vos données, et comment exercer vos droits.',
  publisherTitle: 'Éditeur',
  publisher:
    'Progr’ESS est tenu par le Département, qui en est responsable. Ses coordonnées figurent sur les accusés de dépôt et les courriels que le service envoie.',
  whyTitle: 'Pourquoi vos données sont traitées',
  why: 'Le service traite ce qui est nécessaire à l’appel à projets : vos nom et adresse électronique, votre rôle dans une structure, les dossiers déposés, leur instruction, leur évaluation et les décisions. Il le fait pour une mission d’intérêt public (article 6-1-e du RGPD) et pour des obligations légales de comptabilité et de publication (article 6-1-c).',
  whoTitle: 'Qui les voit',
  who: 'Les membres de votre structure selon leur rôle, les agents du Département qui instruisent, et les évaluateurs pour les seuls dossiers qui leur sont confiés, après une déclaration d’absence de conflit d’intérêts. Les décisions d’attribution sont publiques.',
  howLongTitle: 'Combien de temps',
  howLong:
    'Un compte sans dossier est supprimé à votre demande. Les dossiers sont des archives publiques : ils sont gardés pendant la durée fixée avec les Archives départementales, en principe dix ans pour un dossier financé et cinq ans pour les autres.',
  cookiesTitle: 'Témoins de connexion',
  cookies:
    'Le service dépose un seul témoin, nécessaire à votre session. Il ne mesure pas votre audience, ne vous suit pas, et aucune page ne fait appel à un autre site. Votre navigateur garde la langue, l’affichage choisis et, le temps qu’ils soient enregistrés, les textes que vous tapez.',
  rightsTitle: 'Vos droits',
  rights:
    'Vous pouvez demander à voir vos données, à les corriger ou à en limiter l’usage, et vous opposer à leur traitement, en écrivant au service ou au délégué à la protection des données du Département. Vous pouvez aussi adresser une réclamation à la CNIL.',
}
