import type { LineReason } from '@progress-ess/shared/awards'

type Facts = LineReason['facts']
type Words = { readonly euros: (cents: number) => string; readonly criterion: (id: string) => string }

const centsOf = (facts: Facts, name: string): number => {
  const value = facts[name]
  return typeof value === 'number' ? value : 0
}
/** A figure as French writes it, without decimals that say nothing. */
const textOf = (facts: Facts, name: string): string =>
  String(facts[name] ?? '')
    .replace(/\.0+$/, '')
    .replace('.', ',')

/** How each code reads in a letter. Codes without a sentence are left to the decision’s page, which says all of them. */
const SENTENCES: Readonly<Record<string, (facts: Facts, words: Words) => string>> = {
  funded: () => 'Le projet est financé en entier.',
  'funded-capped': (facts, { euros }) =>
    `Le montant est ramené à ${euros(centsOf(facts, 'ceilingCents'))}, le plus que le règlement permet pour ce dossier.`,
  'funded-partial': (facts, { euros }) =>
    `Le projet est financé en partie : il restait ${euros(centsOf(facts, 'leftCents'))}, il aurait fallu ${euros(centsOf(facts, 'neededCents'))}.`,
  'funded-share': (facts, { euros }) =>
    `Le montant est la part du dossier dans l’enveloppe ; il pouvait recevoir ${euros(centsOf(facts, 'ceilingCents'))} au plus.`,
  'funded-at-floor': () => 'Le montant est relevé au plancher du règlement.',
  'envelope-exhausted': (facts, { euros }) =>
    centsOf(facts, 'leftCents') >= centsOf(facts, 'neededCents')
      ? `L’attribution s’est arrêtée à un dossier mieux classé, au rang ${textOf(facts, 'cutRank')}.`
      : `L’enveloppe n’y suffit pas : il restait ${euros(centsOf(facts, 'leftCents'))}, il aurait fallu ${euros(centsOf(facts, 'neededCents'))}.`,
  'floors-exhausted': () =>
    'L’enveloppe ne paie plus le plancher de ce dossier, une fois servis les dossiers mieux classés.',
  'below-floor': (facts, { euros }) =>
    `Ce que le dossier pourrait recevoir est sous le plancher de ${euros(centsOf(facts, 'floorCents'))}.`,
  'below-tiers': (facts) => `La note est sous la première tranche : il manque ${textOf(facts, 'missing')} points.`,
  'same-organisation': (facts) => `La structure est déjà financée pour le dossier ${String(facts['number'] ?? '')}.`,
  'lost-tie': (facts) =>
    `À égalité de note, le dossier est ${textOf(facts, 'place')}e sur ${textOf(facts, 'of')} selon la règle de départage du règlement.`,
  'below-threshold': (facts) =>
    `La note est sous le seuil de ${textOf(facts, 'threshold')} points : il en manque ${textOf(facts, 'missing')}.`,
  eliminated: (facts, { criterion }) =>
    `Le dossier est sous la note minimale du critère « ${criterion(String(facts['criterion'] ?? ''))} ».`,
  'funded-by-quota': (facts) => `Le projet est financé grâce à la part réservée « ${String(facts['label'] ?? '')} ».`,
  'displaced-by': (facts) => `La part réservée « ${String(facts['label'] ?? '')} » a pris la place du dossier.`,
  'quota-full': (facts) => `La limite prévue pour « ${String(facts['label'] ?? '')} » est atteinte.`,
  'not-evaluated': () => 'Le dossier a reçu trop peu d’évaluations pour être classé.',
}

/** The reasons of a line in French, a sentence each. */
export const sentencesOf = (reasons: readonly LineReason[], words: Words): string[] =>
  reasons.flatMap(({ code, facts }) => {
    const say = SENTENCES[code]
    return say === undefined ? [] : [say(facts, words)]
  })
