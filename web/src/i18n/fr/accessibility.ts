/** The accessibility statement. */
export const accessibility = {
  lead: 'Progr’ESS s’efforce d’être utilisable par tous, sur tout appareil, avec ou sans technologie d’assistance.',
  stateTitle: 'État de conformité',
  state:
    'Progr’ESS est partiellement conforme au référentiel général d’amélioration de l’accessibilité (RGAA 4.1, niveau AA) : il a été vérifié par ses auteurs, pas encore par un auditeur indépendant.',
  testedTitle: 'Ce qui est vérifié à chaque version',
  tested1:
    'Chaque page est analysée dans un navigateur réel par un outil automatique, en clair et en sombre, à 320 et à 1 440 pixels de large.',
  tested2:
    'Les parcours principaux sont joués au clavier seul : déposer un dossier, l’instruire, l’évaluer, attribuer.',
  tested3: 'Les contrastes des textes et des commandes sont mesurés sur toutes les couleurs de la charte.',
  limitsTitle: 'Ce qui n’est pas encore vérifié',
  limits1: 'Aucun audit complet des 106 critères du RGAA par un tiers n’a encore eu lieu.',
  limits2: 'Les lecteurs d’écran NVDA, JAWS et VoiceOver n’ont pas été essayés de façon systématique.',
  limits3: 'Les pièces jointes déposées par les structures peuvent ne pas être accessibles.',
  helpTitle: 'Obtenir de l’aide',
  help: 'Si un contenu ou une démarche vous est inaccessible, écrivez au service du Département : il vous répondra et vous proposera une autre façon de faire, dans le même délai que les autres candidats.',
  rightTitle: 'Défendre vos droits',
  right:
    'Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits : par son formulaire en ligne, par son délégué dans votre commune, ou par courrier gratuit, sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.',
}
