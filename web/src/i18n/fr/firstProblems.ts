/** The refusals that every operation may answer with, and those that a visitor may meet: what happened, and what to do next. */
export const firstProblems = {
  fallback: 'Votre demande n’a pas abouti. Réessayez ; si cela continue, signalez-le au service. (code {code})',
  left: '{message} Il reste {left}.',
  withRequestId: '{message} Référence à donner au service : {requestId}.',
  'network-failure': 'Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.',
  aborted: 'La demande a été interrompue.',
  'invalid-request':
    'Certaines informations sont incomplètes ou mal écrites. Corrigez les champs signalés, puis réessayez.',
  'malformed-json': 'La demande n’a pas pu être lue. Rechargez la page, puis réessayez.',
  'body-too-large': 'Ce que vous envoyez est trop volumineux. Réduisez le texte ou le fichier, puis réessayez.',
  'unsupported-media-type': 'Ce format n’est pas accepté. Choisissez un autre format de fichier.',
  unauthenticated: 'Votre session a pris fin. Connectez-vous de nouveau pour continuer.',
  'role-not-allowed': 'Votre compte n’a pas le rôle nécessaire. Demandez-le à l’administrateur du service.',
  'second-factor-required':
    'Cette action demande un second facteur. Activez-le dans « Mon compte », ou connectez-vous avec lui.',
  'csrf-refused': 'La page était ouverte depuis trop longtemps. Rechargez-la, puis recommencez.',
  'not-found': 'Cet élément n’existe pas, ou n’existe plus. Revenez à la liste.',
  'method-not-allowed': 'Cette action n’est pas possible ici. Rechargez la page, puis réessayez.',
  'too-many-requests': 'Trop de tentatives en peu de temps. Attendez une minute, puis réessayez.',
  'stale-version':
    'Quelqu’un a modifié cet élément entre-temps. Relisez sa version actuelle avant d’enregistrer la vôtre.',
  'version-required': 'La page ne sait pas quelle version vous modifiez. Rechargez-la, puis recommencez.',
  'request-timeout': 'La réponse a trop tardé. Réessayez dans un instant.',
  unavailable: 'Le service est momentanément indisponible. Réessayez dans quelques minutes.',
  'internal-error': 'Une erreur est survenue de notre côté. Réessayez ; si cela continue, signalez-le au service.',
  'right-missing': 'Cette clé ou ce lien n’a pas le droit nécessaire.',
  'key-expired': 'Cette clé ou ce lien a expiré. Demandez-en un nouveau.',
  'network-not-allowed': 'Cette clé ne peut pas servir depuis ce réseau.',
  'partner-inactive': 'Ce partenaire est désactivé, ou n’a pas de convention en cours. Demandez au Département.',
  'idempotency-key-reused':
    'Cette demande a déjà été faite avec d’autres informations. Rechargez la page, puis recommencez.',
  'idempotency-answer-gone': 'C’est déjà fait, et la personne a été oubliée depuis. Rechargez la page.',
  'call-not-found': 'Cet appel à projets n’existe pas, ou n’est pas encore publié. Revenez à la liste des appels.',
  'results-not-published': 'Les résultats de cet appel ne sont pas encore publiés.',
  'bundle-not-available':
    'Les décisions de cet appel n’ont pas été calculées par l’outil : il n’y a pas de calcul à vérifier.',
  'funder-not-identified':
    'Le SIRET du Département n’est pas renseigné : ce format ne peut pas être produit. Demandez au service de le faire configurer.',
}
