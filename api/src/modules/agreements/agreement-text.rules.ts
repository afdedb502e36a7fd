import type { TextBlock } from '@progress-ess/shared/agreements'

/** The facts that a text may name between double braces. */
export const PLACEHOLDERS = [
  'service',
  'structure',
  'numeroStructure',
  'adresse',
  'representant',
  'qualite',
  'appel',
  'dossier',
  'projet',
  'montant',
  'versements',
  'conditions',
  'debut',
  'fin',
  'moisBilan',
  'deliberation',
  'date',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]
export type TextFacts = Readonly<Record<Placeholder, string>>

const BRACES = /\{\{([^{}]*)\}\}/g
const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name)

/** Names that the language does not know, each once: they are refused when the text is written, never printed. */
export const unknownPlaceholders = (body: string): string[] => [
  ...new Set([...body.matchAll(BRACES)].map(([, name = '']) => name.trim()).filter((name) => !isPlaceholder(name))),
]

/**
 * Puts the facts in their places, once: a fact that has braces itself is text, and is never read again. A fact of several
 * lines gives several blocks where it stands alone on its line.
 */
export const fillText = (body: string, facts: TextFacts): string =>
  body.replace(BRACES, (whole: string, name: string) => {
    const key = name.trim()
    return isPlaceholder(key) ? facts[key] : whole
  })

/** The lines of a text as blocks; empty lines only separate. */
export function blocksOf(text: string): TextBlock[] {
  return text.split('\n').flatMap((line): TextBlock[] => {
    const said = line.trim()
    if (said === '') return []
    if (said.startsWith('## ')) return [{ kind: 'heading', text: said.slice(3).trim() }]
    if (said.startsWith('# ')) return [{ kind: 'title', text: said.slice(2).trim() }]
    if (said.startsWith('- ')) return [{ kind: 'item', text: said.slice(2).trim() }]
    return [{ kind: 'paragraph', text: said }]
  })
}

/** What the product starts with: our wording, which a jurist of the département confirms. */
export const DEFAULT_AGREEMENT = `# Convention d’attribution de subvention

Entre le {{service}}, ci-après « le Département »,
et {{structure}} ({{numeroStructure}}), dont le siège est {{adresse}}, représentée par {{representant}}, {{qualite}}, ci-après « le bénéficiaire ».

Vu le code général des collectivités territoriales, notamment son article L. 3211-1 ; la loi n° 2000-321 du 12 avril 2000, notamment ses articles 9-1 et 10 ; le décret n° 2001-495 du 6 juin 2001 ; la délibération {{deliberation}} ; la demande {{dossier}}.

## Article 1 – Objet
Le Département soutient le projet « {{projet}} », que le bénéficiaire a conçu et présenté à l’appel à projets « {{appel}} » et qu’il mène sous sa responsabilité, sans contrepartie directe.

## Article 2 – Durée
Le projet se déroule du {{debut}} au {{fin}}. La convention prend effet à sa signature par les deux parties et s’éteint au règlement définitif de la subvention.

## Article 3 – Montant
La subvention est de {{montant}}. Elle ne peut pas être augmentée si les dépenses dépassent les prévisions.

## Article 4 – Versement
La subvention est versée par le comptable public, sur le compte bancaire du bénéficiaire vérifié par le Département :
{{versements}}

## Article 5 – Engagements du bénéficiaire
Le bénéficiaire réalise le projet, mentionne le soutien du Département dans ses publications, l’informe de tout changement important et respecte, s’il est une association ou une fondation, le contrat d’engagement républicain.
{{conditions}}

## Article 6 – Compte rendu
Le bénéficiaire remet le compte rendu financier du projet, avec un bilan qualitatif, dans les {{moisBilan}} mois suivant la fin de l’exercice.

## Article 7 – Contrôle et reversement
Le Département peut contrôler sur pièces et sur place l’emploi de la subvention. Les sommes non employées, ou employées à un autre objet, sont reversées, après que le bénéficiaire a pu présenter ses observations.

## Article 8 – Résiliation
En cas de manquement, le Département peut résilier la convention un mois après une mise en demeure restée sans effet.

## Article 9 – Publicité et recours
La convention et le compte rendu sont communicables à toute personne. Les litiges relèvent du tribunal administratif de Cergy-Pontoise.

Fait le {{date}}, en deux exemplaires.
`
