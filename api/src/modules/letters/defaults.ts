import type { LetterKind, LetterText } from '@progress-ess/shared/letters'

const END = `{{recours}}

{{signataire}}`

/** The product’s own words (docs: design of the law); a jurist confirms them, and each call may write its own. */
export const DEFAULT_TEMPLATES: Readonly<Record<LetterKind, LetterText>> = {
  award: {
    title: 'Votre projet est retenu',
    body: `Madame, Monsieur,

Par délibération {{deliberation}}, la commission permanente vous attribue {{montant}} pour le projet « {{projet}} » (dossier {{dossier}}), présenté par {{structure}} à l’appel à projets « {{appel}} ».

{{acceptation}}

## Ce à quoi cette aide vous engage
- Réaliser le projet avant le {{finProjet}}.
- Mentionner le soutien du Département dans vos publications.
- Remettre le compte rendu financier dans les six mois suivant la fin de l’exercice pour lequel l’aide est attribuée.

## Versement
{{versement}}

## Pourquoi ce montant
{{motif}}

{{calcul}}

## Voies de recours
${END}`,
  },
  refusal: {
    title: 'Votre demande n’est pas retenue',
    body: `Madame, Monsieur,

Par délibération {{deliberation}}, la commission permanente n’a pas retenu votre demande pour le projet « {{projet}} » (dossier {{dossier}}, déposé le {{dateDepot}}), présentée par {{structure}} à l’appel à projets « {{appel}} ».

## Motif
Règlement, {{article}}.

{{motif}}

## Le calcul qui a aidé la décision
{{calcul}}

{{contact}} peut vous recevoir pour en parler, et vous orienter vers un accompagnement.

## Voies de recours
${END}`,
  },
  reserve: {
    title: 'Votre demande est sur la liste de réserve',
    body: `Madame, Monsieur,

Par délibération {{deliberation}}, la commission permanente a inscrit votre demande pour le projet « {{projet}} » (dossier {{dossier}}), présentée par {{structure}} à l’appel à projets « {{appel}} », au rang {{rangReserve}} de la liste de réserve.

Si des crédits se libèrent, ils sont proposés aux dossiers de cette liste dans l’ordre de leur rang. Vous recevriez alors un courriel, et répondriez dans votre espace avant la date qu’il indique. Sans crédits libérés, votre demande n’est pas retenue.

## Motif
Règlement, {{article}}.

{{motif}}

## Le calcul qui a aidé la décision
{{calcul}}

## Voies de recours
${END}`,
  },
  inadmissible: {
    title: 'Votre demande est irrecevable',
    body: `Madame, Monsieur,

Votre demande pour le projet « {{projet}} » (dossier {{dossier}}, déposé le {{dateDepot}}), présentée par {{structure}} à l’appel à projets « {{appel}} », est irrecevable : elle n’a pas été évaluée.

## Motif
Règlement, {{article}}.

{{motif}}

{{contact}} peut vous recevoir pour en parler.

## Voies de recours
${END}`,
  },
  deed: {
    title: 'Arrêté attributif de subvention',
    body: `Le Président du Conseil départemental,

Vu le code général des collectivités territoriales, notamment son article L. 3211-1 ;
Vu la loi n° 2000-321 du 12 avril 2000, notamment ses articles 9-1 et 10 ;
Vu le règlement (UE) 2023/2831 du 13 décembre 2023 relatif aux aides de minimis ;
Vu la délibération {{deliberation}} ;
Vu la demande {{dossier}} du {{dateDepot}} ;

ARRÊTE :

## Article 1 – Objet
Une subvention de {{montant}} est attribuée à {{structure}} pour le projet « {{projet}} », présenté à l’appel à projets « {{appel}} ».

## Article 2 – Durée
Le projet est réalisé avant le {{finProjet}}.

## Article 3 – Versement
{{versement}} La dépense est imputée sur {{imputation}}.

## Article 4 – Engagements
Le bénéficiaire réalise le projet, mentionne le soutien du Département et respecte, s’il est une association ou une fondation, le contrat d’engagement républicain.

## Article 5 – Compte rendu
Le compte rendu financier est remis dans les six mois suivant la fin de l’exercice pour lequel la subvention est attribuée.

## Article 6 – Contrôle
Si les conditions ne sont pas respectées, tout ou partie de la subvention est reversé, après une procédure contradictoire.

## Article 7 – Publication
Le présent arrêté est publié ; les données essentielles de la subvention le sont dans les conditions prévues par le décret n° 2017-779.

## Article 8 – Recours
{{recours}}

## Article 9 – Exécution
Le directeur général des services est chargé de l’exécution du présent arrêté.

Fait à Nanterre, le {{date}}

{{signataire}}`,
  },
}
