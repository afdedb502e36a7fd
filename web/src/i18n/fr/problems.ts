/** One sentence for each other refusal code of the contract (see `firstProblems.ts`): what happened, and what to do next. */
export const problems = {
  // Organisations.
  'organisation-not-found': 'Cette structure n’existe pas, ou vous n’en êtes pas membre. Revenez à vos structures.',
  'organisation-read-only':
    'Votre rôle dans cette structure permet seulement de lire. Demandez à son responsable de vous donner le droit de modifier.',
  'organisation-owner-only': 'Seul un responsable de la structure peut changer ses membres. Demandez-le-lui.',
  'organisation-not-eligible':
    'Cette structure ne remplit pas les conditions de cet appel. Relisez « Qui peut déposer » sur la page de l’appel.',
  'member-exists': 'Cette personne est déjà membre de la structure. Changez son rôle dans la liste.',
  'member-not-found': 'Cette personne n’est plus membre de la structure. Rechargez la liste.',
  'last-owner': 'Une structure garde toujours un responsable. Nommez-en un autre avant de retirer celui-ci.',
  'identifier-invalid':
    'Ce numéro SIRET, SIREN ou RNA n’est pas valable. Vérifiez chaque chiffre sur votre avis de situation.',
  'identifier-taken': 'Une autre structure porte déjà ce numéro. Cherchez-la avant d’en créer une.',
  'legal-form-not-accepted': 'Cette forme juridique n’est pas connue du service. Choisissez-en une dans la liste.',
  'commune-unknown': 'Cette commune n’est pas connue. Choisissez-la dans la liste proposée.',
  'esus-dates-inverted': 'L’agrément ESUS se termine avant de commencer. Corrigez ses deux dates.',

  // Calls.
  'call-code-taken': 'Un autre appel porte déjà ce code. Choisissez-en un autre.',
  'call-frozen':
    'Cet appel est publié : son formulaire, sa grille et ses règles ne changent plus. Vous pouvez repousser la clôture ou publier un erratum.',
  'call-incomplete': 'L’appel n’est pas prêt à être publié. Complétez les points de la liste « Ce qui manque ».',
  'call-wrong-status':
    'Cette action n’est pas possible dans l’état actuel de l’appel. Rechargez la page pour voir où il en est.',
  'call-not-open': 'L’appel n’est pas ouvert aux dépôts. Ses dates sont sur sa page.',
  'call-closed': 'L’appel est clos : les dossiers ne peuvent plus être déposés ni modifiés.',
  'call-still-open': 'L’appel reçoit encore des dossiers. Attendez sa clôture.',
  'later-than-draw':
    'Le règlement mêle au tirage une valeur publique qui serait connue avant la fin des dépôts. Choisissez un moment plus tôt.',
  'closing-not-later': 'La clôture peut seulement être repoussée. Choisissez une date plus tardive.',
  'dates-inverted': 'Les dates de l’appel ne se suivent pas dans l’ordre. Corrigez celles qui sont signalées.',
  'seed-unknown':
    'Le tirage au sort renvoie à une graine que cet appel ne connaît pas. Rechargez la page, puis choisissez de nouveau la règle d’égalité.',
  'closing-passed':
    'La clôture est passée : elle ne peut plus être repoussée pour tous. Une prolongation reste possible pour un seul dossier.',

  // Applications.
  'application-not-found': 'Ce dossier n’existe pas, ou ne vous est pas accessible. Revenez à vos dossiers.',
  'application-wrong-status':
    'Cette action n’est pas possible dans l’état actuel du dossier. Rechargez la page pour voir où il en est.',
  'application-incomplete': 'Le dossier n’est pas complet. Suivez les liens de la liste pour compléter ce qui manque.',
  'revision-not-found': 'Cette version du dossier n’existe pas. Choisissez-en une dans son historique.',
  'not-submitted': 'Ce dossier n’a pas encore été déposé : il n’a pas d’accusé de dépôt.',
  'declaration-missing': 'Une déclaration obligatoire n’est pas cochée. Lisez-la et cochez-la avant de déposer.',
  'file-empty': 'Ce fichier est vide. Choisissez-en un autre.',
  'file-too-large': 'Ce fichier pèse plus de 10 Mo. Réduisez-le, ou envoyez-le en plusieurs fichiers.',
  'file-type-refused':
    'Ce fichier n’est ni un PDF, ni une image JPG ou PNG, ni un document ODT ou DOCX, ni un tableur ODS ou XLSX. Enregistrez-le en PDF, puis réessayez.',
  'too-many-files': 'Ce dossier a reçu trop de fichiers. Réessayez demain : ceux qui ne servent plus seront effacés.',
  'file-not-found': 'Ce fichier n’existe pas, ou son lien a expiré. Ouvrez-le de nouveau depuis le dossier.',
  'file-infected':
    'L’antivirus a refusé ce fichier : il ne peut être ni ouvert ni déposé. Retirez-le, et joignez-en un autre.',
  'file-not-scanned': 'L’antivirus n’a pas encore vérifié ce fichier. Réessayez dans une minute.',
  'answer-invalid': 'Une réponse n’est pas écrite comme la question le demande. Corrigez les champs signalés.',
  'budget-line-unknown':
    'Une ligne du budget n’existe pas dans le plan comptable de cet appel. Choisissez-la dans la liste.',
  'amount-over-cap': 'Le montant dépasse le plafond de l’appel. Baissez-le, puis réessayez.',
  'field-not-reopened': 'Seuls les champs rouverts par le service peuvent être modifiés.',
  'field-unknown': 'Un des champs choisis n’existe pas dans ce dossier. Rechargez la page, puis choisissez de nouveau.',
  'correction-overdue':
    'Le délai pour compléter ce dossier est passé. Écrivez au service s’il vous faut plus de temps.',
  'due-date-passed': 'Cette date est déjà passée. Choisissez-en une à venir.',
  'extension-not-later': 'La prolongation doit aller au-delà de la clôture actuelle. Choisissez une date plus tardive.',
  'reason-required': 'Un motif écrit est nécessaire. Dites en une phrase pourquoi.',
  'decision-exists': 'Une décision a déjà été prise : cette action n’est plus possible.',

  // Evaluation.
  'evaluation-not-found':
    'Cette évaluation n’existe pas, ou ne vous est pas confiée. Revenez à vos dossiers à évaluer.',
  'evaluation-wrong-status':
    'Cette action n’est pas possible dans l’état actuel de l’évaluation. Rechargez la page pour voir où elle en est.',
  'evaluation-incomplete':
    'Il manque une note ou un commentaire attendu. Complétez les critères signalés avant de rendre l’évaluation.',
  'conflict-not-declared': 'Déclarez d’abord si vous avez un lien avec ce dossier. Il s’ouvrira ensuite.',
  'criterion-unknown': 'Un des critères notés n’est pas dans la grille de cet appel. Rechargez la page.',
  'mark-off-scale': 'Une note n’est pas sur l’échelle de son critère. Choisissez une des notes proposées.',
  'not-applicable-refused': 'Ce critère demande une note : « sans objet » n’y est pas permis.',
  'panel-locked':
    'Les notes de cet appel sont verrouillées. Un responsable peut les rouvrir avec un motif, tant qu’aucune décision n’est prise.',
  'panel-incomplete':
    'Toutes les évaluations ne sont pas rendues. Relancez les évaluateurs ou retirez les évaluations en trop.',
  'draw-beacon-missing':
    'Les règles mêlent au tirage une valeur publique qui n’est pas encore enregistrée. Enregistrez-la sur la page des simulations, dès qu’elle est connue.',
  'draw-beacon-early':
    'Cette valeur n’est pas encore connue : le règlement dit à partir de quand. Revenez à ce moment-là.',
  'draw-beacon-recorded':
    'La valeur de ce tirage est déjà enregistrée et ne change plus. Rechargez la page pour la lire.',
  'draw-beacon-not-asked':
    'Le règlement de cet appel ne mêle aucune valeur publique au tirage : il n’y a rien à enregistrer.',
  'panel-not-locked': 'Les notes ne sont pas encore verrouillées. Verrouillez-les avant de simuler l’attribution.',

  // Awards.
  'award-not-found': 'Cette attribution n’existe pas, ou ne vous est pas accessible.',
  'award-wrong-status':
    'Cette action n’est pas possible dans l’état actuel de l’attribution. Rechargez la page pour voir où elle en est.',
  'award-acceptance-over':
    'Le délai pour accepter cette attribution est passé : elle devient caduque. Écrivez au service si vous pensez à une erreur.',
  'amount-not-lower': 'Ce montant n’est pas plus bas que l’attribution. Baissez-le, ou laissez-la comme elle est.',
  'template-invalid':
    'Un nom entre doubles accolades n’est pas connu à l’endroit signalé. Choisissez-en un dans la liste, ou retirez les accolades.',
  'letter-value-missing':
    'Il manque de quoi remplir un courrier. Complétez « Ce que disent tous les courriers », ou le motif de la décision, puis recommencez.',
  'no-decision-for-letters': 'Aucune décision n’est prise : il n’y a pas encore de courrier à faire.',
  'letter-not-found': 'Ce courrier n’existe pas, ou ne vous est pas accessible.',
  'letter-wrong-status': 'Cette action n’est pas possible dans l’état actuel du courrier. Rechargez la page.',
  'no-letter-waiting': 'Aucun courrier n’attend cette action. Rechargez la page pour voir où ils en sont.',
  'letters-outdated':
    'Des courriers disent ce qui a changé depuis. Refaites-les, ou relisez et enregistrez ceux que vous avez modifiés.',
  'publication-in-the-past': 'Cet instant est passé. Choisissez-en un à venir, ou publiez tout de suite.',
  'nothing-to-offer':
    'Rien n’est à proposer : aucun dossier de la liste ne tient dans ce qui reste, ou il ne reste rien. La liste dit ce qu’il faudrait à chacun.',
  'offer-not-found': 'Cette proposition n’existe pas, ou ne vous est pas accessible. Revenez à vos dossiers.',
  'offer-wrong-status': 'Cette proposition a déjà pris fin. Rechargez la page pour voir comment.',
  'offer-expired': 'Le délai pour accepter cette proposition est passé : elle ira au dossier suivant.',
  'award-rules-invalid':
    'Ces règles d’attribution se contredisent ou sont incomplètes. Corrigez celles qui sont signalées.',
  'award-rules-contradictory': 'Ces règles ne peuvent pas tenir ensemble. Changez une de celles qui sont nommées.',
  'scenario-too-long':
    'Avec tant de dossiers, ces règles prennent trop longtemps à calculer. Retirez une réserve, une limite ou un lot, puis recommencez.',
  'job-not-found': 'Ce calcul n’existe plus : il est oublié un jour après sa fin. Relancez-le.',
  'job-wrong-status': 'Ce calcul a déjà pris fin. Rechargez la page pour voir comment.',
  'too-many-jobs': 'Trop de calculs de cet appel attendent déjà. Annulez-en un, ou attendez qu’il s’achève.',
  'optimum-not-proven':
    'Le calcul exact n’a pas abouti dans le temps donné. Arrondissez davantage les montants, ou choisissez une autre méthode.',
  'scenario-not-found': 'Cette simulation n’existe pas. Choisissez-en une dans la liste.',
  'scenario-outdated': 'Les notes ou les dossiers ont changé depuis cette simulation. Relancez-la avant de l’adopter.',
  'departure-reason-required': 'Ces règles s’écartent du règlement publié : un motif écrit est nécessaire.',
  'decision-not-found': 'Cette décision n’existe pas, ou n’est pas encore publiée.',
  'decision-wrong-status':
    'Cette action n’est pas possible dans l’état actuel de la décision. Rechargez la page pour voir où elle en est.',
  'decisions-incomplete': 'Tous les dossiers n’ont pas encore de décision. Décidez les derniers avant de publier.',
  'no-proposed-decision': 'Aucune décision proposée n’attend d’être prise. Adoptez d’abord une simulation.',
  'approvals-missing':
    'Il manque des visas : rien n’est décidé. Chaque ligne dit qui doit encore viser, ou pourquoi elle a été renvoyée.',
  'approval-wrong-state':
    'Cette ligne n’attend plus ce visa : une autre personne l’a visée ou renvoyée entre-temps. Relisez la liste, puis recommencez.',
  'own-organisation':
    'Vous êtes membre de la structure concernée : quelqu’un d’autre du service signe et décide pour elle. Laissez ce dossier de côté.',
  'approver-is-proposer':
    'Vous avez proposé ou modifié une de ces lignes : le visa revient à une autre personne. Laissez-la de côté.',
  'approver-signed-already':
    'Vous avez déjà visé une de ces lignes : l’étape suivante revient à une autre personne. Laissez-la de côté.',
  'approval-not-yours':
    'Ce visa revient à une autre personne. Laissez cette ligne de côté : elle sera prévenue quand viendra son tour.',
  'approval-chain-frozen':
    'Des décisions sont proposées : le circuit de validation ne change plus. Reprenez d’abord la proposition.',
  'approval-chain-invalid': 'Ce circuit de validation ne pourrait pas être suivi. Corrigez les étapes indiquées.',
  'approval-step-repeated': 'Deux étapes ont le même identifiant. Retirez-en une.',
  'approval-step-says-who': 'Dites qui vise : une fonction, ou des personnes nommées.',
  'approval-signer-unknown': 'Une personne est nommée deux fois, ou n’a plus accès. Choisissez-en une autre.',
  'approval-chain-unsignable':
    'Trop peu de personnes : chaque étape revient à une personne différente, et aucune ne peut être celle qui propose. Ouvrez une étape à d’autres.',
  'amount-required': 'Une attribution demande un montant. Écrivez-le en euros.',
  'amount-over-request': 'Le montant dépasse ce que la structure a demandé. Baissez-le, puis réessayez.',
  'amount-over-share': 'Le montant dépasse la part permise du budget du projet. Baissez-le, puis réessayez.',
  'amount-under-floor': 'Le montant est sous le plancher de l’appel. Relevez-le, ou ne financez pas ce dossier.',
  'envelope-exceeded': 'L’enveloppe n’y suffit pas : rien n’a été engagé. Baissez le montant ou augmentez l’enveloppe.',

  // Comptes.
  'sign-in-refused': 'L’adresse ou le mot de passe ne convient pas. Vérifiez-les, ou demandez un lien de connexion.',
  'second-factor-refused':
    'Ce code ne convient pas, ou il a expiré. Tapez celui que votre application affiche maintenant.',
  'link-refused': 'Ce lien a déjà servi ou a expiré. Demandez-en un nouveau.',
  'session-not-found': 'Cette session est déjà terminée. Rechargez la liste.',
  'current-password-wrong': 'Votre mot de passe actuel ne convient pas. Tapez-le de nouveau.',
  'password-too-common': 'Ce mot de passe se devine trop facilement. Choisissez plusieurs mots sans lien entre eux.',
  'passkey-refused':
    'Cette clé d’accès n’a pas été reconnue. Réessayez, ou connectez-vous avec un mot de passe ou un lien.',
  'passkey-not-found': 'Cette clé d’accès n’existe plus. Rechargez la liste.',
  'totp-code-wrong':
    'Ce code ne convient pas. Vérifiez l’heure de votre appareil, puis tapez le code affiché maintenant.',
  'totp-not-started': 'La mise en place du générateur de codes n’est pas commencée, ou a expiré. Recommencez-la.',
  'last-second-factor': 'Votre rôle demande un second facteur : celui-ci ne peut pas être retiré.',
  'invitation-exists':
    'Une invitation est déjà ouverte pour cette adresse, ou elle a déjà un compte. Cherchez-la dans la liste.',
  'invitation-not-found': 'Cette invitation n’existe plus. Rechargez la liste.',
  'invitation-refused':
    'Cette invitation a déjà servi, a expiré ou a été annulée. Demandez-en une autre à l’administrateur du service.',
  'account-not-found': 'Ce compte n’existe pas. Revenez à la liste des comptes.',
  'own-account': 'Un autre administrateur doit le faire : on ne retire pas son propre second facteur ici.',
  'no-second-factor': 'Ce compte n’a pas de second facteur.',
  'last-admin': 'Le service garde toujours un administrateur. Nommez-en un autre avant de changer ce compte.',

  // Partenaires et orientations.
  'partner-not-found': 'Ce partenaire n’existe pas. Revenez à la liste des partenaires.',
  'adviser-elsewhere':
    'Cette personne agit déjà pour un autre partenaire. Retirez-la d’abord de ses conseillers, puis ajoutez-la ici.',
  'partner-name-taken': 'Un autre partenaire porte déjà ce nom. Choisissez-en un autre.',
  'sandbox-only': 'Ceci n’existe que dans le bac à sable : servez-vous d’une clé d’essai.',
  'clock-too-far': 'L’horloge du bac à sable a déjà deux ans d’avance. Remettez-le à zéro d’abord.',
  'scope-too-wide': 'Cette clé n’a pas tous les droits demandés. Demandez-en moins, ou une autre clé.',
  'not-a-partner': 'Votre compte n’agit pour aucun partenaire. Demandez au Département de vous y rattacher.',
  'agreement-missing': 'Il n’y a pas de convention en cours. Enregistrez la convention signée avant de créer une clé.',
  'agreement-dates': 'Les dates de la convention ne se suivent pas, ou la signature est à venir. Corrigez-les.',
  'service-not-found': 'Cette offre de service n’existe plus. Rechargez la page.',
  'too-many-services': 'Ce partenaire a déjà trop d’offres de service. Modifiez-en une ou désactivez-la.',
  'key-not-found': 'Cette clé n’existe plus, ou elle est déjà révoquée. Rechargez la liste.',
  'key-dates': 'Une clé se termine au plus tard dans deux ans, et pas dans le passé. Choisissez une autre date.',
  'too-many-keys': 'Deux clés sont déjà en service. Révoquez-en une avant d’en créer une autre.',
  'network-invalid': 'Cette adresse de réseau n’est pas valable. Écrivez-la comme 192.0.2.0/24.',
  'code-unknown': 'Ce code n’est pas dans notre vocabulaire. Choisissez-en un dans la liste.',
  'code-twice': 'Ce code figure deux fois dans le tableau. Gardez une seule ligne.',
  'referral-not-found': 'Cette orientation n’existe pas, ou elle ne vous est pas adressée. Revenez à la liste.',
  'referral-closed': 'Cette orientation est close pour vous : rien n’y change plus, rien ne s’y écrit plus.',
  'source-only': 'Seul le service qui a envoyé l’orientation peut le faire.',
  'assignment-not-found': 'Cette orientation n’existe pas, ou elle ne vous est pas adressée. Revenez à la liste.',
  'assignment-wrong-status':
    'Cette action n’est pas possible dans l’état actuel de l’orientation. Rechargez la page pour voir où elle en est.',
  'event-not-yours': 'Cette action revient à l’autre service.',
  'event-field-missing': 'Il manque une information à cette action. Complétez les champs signalés.',
  'occurred-later': 'Ce qui a eu lieu n’est pas dans l’avenir. Corrigez la date.',
  'until-past': 'La reprise doit être à venir. Choisissez une date plus tardive.',
  'contact-missing': 'Notez d’abord un contact qui a abouti : l’accompagnement commence avec lui.',
  'attempts-missing': 'Pour dire « injoignable », notez au moins deux tentatives, à des jours différents.',
  'too-many-attempts': 'Trop de tentatives sont déjà notées pour cette orientation.',
  'too-many-messages': 'Vous avez déjà écrit trop de messages dans cette orientation. Poursuivez par téléphone.',
  'party-incomplete': 'Dites de qui il s’agit : nom et prénom de la personne, ou nom de la structure.',
  'recipient-unknown': 'Ce destinataire n’existe pas, ou n’est plus actif. Choisissez-en un dans la liste.',
  'recipient-twice': 'Ce destinataire est nommé deux fois.',
  'recipient-does-not-serve':
    'Ce partenaire ne traite pas ce sujet, ou pas dans cette commune. Choisissez-en un autre.',
  'consent-missing': 'L’accord de la personne est nécessaire. Recueillez-le avant d’envoyer.',
  'transfer-refused':
    'Cette orientation ne peut pas être transmise à ce partenaire. Demandez son accord à la personne, ou écrivez à l’émetteur.',
  'consent-too-narrow': 'L’accord de la personne ne couvre pas ce destinataire. Recueillez-le de nouveau.',
  'consent-withdrawn': 'La personne a retiré son accord, ou il a pris fin. Rien ne peut plus être transmis.',
  'consent-dates': 'Les dates de l’accord ne se suivent pas, ou il dépasse trois ans. Corrigez-les.',
  'consent-not-found': 'Cet accord n’existe pas, ou ne vous concerne pas.',
  'erasure-not-asked': 'Aucun effacement ne vous a été demandé pour cet accord.',
  'attachment-not-yours': 'Seul le service qui a envoyé ce fichier peut le retirer.',
  'party-not-found': 'Cette personne n’existe pas, ou ne vous a pas été adressée. Revenez à la liste.',
  'party-link-target': 'Choisissez l’autre fiche, ou indiquez le numéro de la structure créée.',
  'party-linked': 'Cette fiche est déjà rattachée à une autre. Défaites d’abord ce rattachement.',
  'party-link-circular': 'L’autre fiche mène déjà à celle-ci. Vérifiez le sens du rattachement.',
  'party-kind':
    'Ces deux fiches ne vont pas ensemble : deux personnes, deux structures, ou une personne et sa structure.',
  'party-forgotten': 'Cette personne a été oubliée : plus rien ne s’écrit à son sujet.',
  'party-differs':
    'Il s’agit d’une autre personne ou d’une autre structure. Faites une nouvelle orientation pour elle, avec son accord.',
  'party-link-not-found': 'Ce rattachement n’existe pas. Rechargez la fiche.',
  'party-link-undone': 'Ce rattachement est déjà défait. Rechargez la fiche.',
  'party-still-open': 'Une orientation est encore ouverte. Annulez-la ou retirez l’accord, puis recommencez.',
  'application-not-refused': 'Ce dossier n’a été ni refusé, ni déclaré irrecevable : il n’y a pas lieu de l’orienter.',
  'orientation-exists': 'Une orientation de ce dossier est déjà en cours. Suivez-la sur cette page.',
  'consent-text-outdated': 'Le texte de l’accord a changé. Rechargez la page pour le lire, puis recommencez.',
  'party-email-missing': 'Cette personne n’a pas d’adresse électronique. Ajoutez-la à l’orientation, ou appelez-la.',
  'application-invitation-refused':
    'Cette invitation n’existe pas, a pris fin ou a été remplacée. Demandez-en une autre au service.',
  'application-invitation-not-yours': 'Connectez-vous avec l’adresse qui a reçu ce lien.',
  'referral-sent':
    'Cette orientation est déjà envoyée : ses destinataires et son accord ne changent plus. Vous pouvez l’annuler.',
  'outcome-amount-missing': 'Indiquez le montant du financement obtenu.',
  'outcome-siren-missing': 'Indiquez le numéro SIREN de l’entreprise créée.',
  'external-ref-taken': 'Une autre orientation porte déjà votre référence.',
  'external-ref-differs': 'La référence de l’adresse et celle du contenu ne sont pas les mêmes.',
  'webhook-not-found': 'Cette adresse de notification n’existe plus. Rechargez la liste.',
  'webhook-not-active': 'Cette adresse de notification est arrêtée. Remettez-la en service d’abord.',
  'too-many-webhooks': 'Ce partenaire a déjà assez d’adresses de notification. Supprimez-en une d’abord.',
  'url-refused': 'Cette adresse ne peut pas recevoir de notifications : il faut une adresse publique en https.',
  'delivery-not-found': 'Cet envoi n’est plus au journal.',

  // Money after the award.
  'iban-invalid': 'Ce numéro de compte (IBAN) n’est pas valable. Recopiez-le tel qu’il figure sur votre RIB.',
  'iban-differs':
    'Ce numéro n’est pas celui qui a été proposé. Relisez le RIB ; s’il diffère vraiment, rejetez la proposition.',
  'bank-account-not-found': 'Ce compte bancaire n’existe pas, ou ne vous est pas accessible.',
  'bank-account-wrong-status': 'Ce compte bancaire a déjà été traité. Rechargez la page pour voir où il en est.',
  'bank-account-waiting': 'Un autre compte attend déjà sa vérification. Retirez-le d’abord, ou attendez.',
  'bank-account-unchanged': 'C’est le compte déjà vérifié de cette structure : il n’y a rien à changer.',
  'bank-holder-differs':
    'Le titulaire du compte n’est pas la structure. Écrivez pourquoi elle est payée sur ce compte, ou rejetez la proposition.',
  'bank-proof-missing':
    'Le RIB n’est pas joint à ce compte. Joignez-le, ou écrivez sur quel document vous avez lu le numéro.',
  'bank-checks-exhausted':
    'Le numéro de ce compte a été recopié faux trop souvent. Rejetez la proposition et faites-en faire une nouvelle.',
  'bank-account-replaced':
    'Le compte bancaire a été remplacé depuis l’approbation. Renvoyez le versement au plan, puis demandez-le et approuvez-le de nouveau.',
  'second-person-required':
    'Une seconde personne doit le faire : vous êtes déjà intervenu à l’étape précédente. Demandez à un collègue.',
  'agreement-open': 'Cette attribution a une convention : mettez d’abord fin à celle-ci.',
  'instalments-not-whole': 'Les parts des versements ne font pas 100 %. Corrigez-les.',
  'plan-not-whole':
    'Le total des versements n’est pas le montant attribué. Corrigez les montants jusqu’à ce que l’écart soit nul.',
  'due-date-required': 'Un versement dû à une date doit en porter une, et lui seul. Corrigez l’échéancier.',
  'payment-not-found': 'Ce versement n’existe pas, ou ne vous est pas accessible.',
  'payment-wrong-status': 'Ce versement a changé d’état entre-temps. Rechargez la page pour voir où il en est.',
  'payment-not-due': 'Ce versement ne peut pas encore être demandé. La page indique ce qui manque.',
  'payment-over-award':
    'Ce versement dépasserait le montant engagé : rien n’a été payé. Vérifiez les versements de cette attribution.',
  'payment-list-not-found': 'Cette liste de mandatement n’existe pas. Revenez aux listes de l’appel.',
  'no-approved-payment': 'Aucun versement de cet appel n’est approuvé. Approuvez-en d’abord.',
  'mandates-refused':
    'Le fichier est refusé, et rien n’en a été lu. Corrigez les lignes indiquées, puis envoyez-le de nouveau.',
  'placeholder-unknown':
    'Le texte nomme entre accolades une information qui n’existe pas. Corrigez-la d’après la liste proposée.',
  'agreement-exists': 'Cette attribution a déjà sa convention. Rechargez la page.',
  'agreement-not-found': 'Cette convention n’existe pas, ou ne vous est pas accessible.',
  'agreement-wrong-status': 'Cette convention a changé d’état entre-temps. Rechargez la page pour voir où elle en est.',
  'signed-copy-missing': 'La copie signée n’est pas encore revenue. Joignez-la d’abord.',
  'day-in-future': 'Cette date n’est pas encore venue. Indiquez le jour réel.',
  'payments-under-way':
    'Un versement de cette attribution est en cours. Attendez qu’il soit payé ou rejeté, ou renvoyez-le au plan.',
  'report-not-found': 'Ce bilan n’existe pas, ou ne vous est pas accessible.',
  'report-wrong-status': 'Ce bilan a changé d’état entre-temps. Rechargez la page pour voir où il en est.',
  'report-incomplete': 'Le bilan n’est pas complet. Complétez les points indiqués, puis remettez-le.',
  'report-not-accepted': 'Le bilan de cette attribution n’est pas encore accepté. Acceptez-le d’abord.',
  'refund-not-found': 'Cette demande de reversement n’existe pas, ou ne vous est pas accessible.',
  'refund-wrong-status': 'Cette demande de reversement a déjà été traitée. Rechargez la page.',
  'refund-over-paid': 'Ce montant dépasse ce qui a été versé et n’est pas déjà réclamé. Baissez-le.',
  'refund-open':
    'Un reversement réclamé n’est pas encore recouvré. Notez son recouvrement, ou abandonnez-le, avant de solder.',
  'release-over-commitment':
    'Cette somme n’est plus engagée, ou a été versée de nouveau : rien n’est rendu à l’enveloppe. Rechargez la page.',
  'known-grant-not-found': 'Cette subvention notée n’existe plus. Rechargez la page.',
  'de-minimis-exceeded':
    'Cette attribution ferait dépasser à la structure le plafond des aides de minimis sur trois ans. Baissez le montant, ou vérifiez sa déclaration.',
  'agreement-sent':
    'La convention envoyée ou signée porte ce montant et cet échéancier. Reprenez sa rédaction avant de les changer.',
}
