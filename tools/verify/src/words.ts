import type { CheckName } from './verify.ts'

export type Locale = 'fr' | 'en'

type Words = {
  readonly checks: Readonly<Record<CheckName, string>>
  readonly said: string
  readonly found: string
  readonly marks: string
  readonly identical: string
  readonly differs: string
  readonly decided: string
  readonly departs: string
  readonly demo: string
  readonly more: (count: number) => string
  readonly head: (title: string, code: string, files: number, engine: string) => string
}

const fr: Words = {
  checks: {
    fingerprints: 'Empreintes des règles, des notes et du résultat',
    rules: 'Règles publiées avec l’appel',
    draw: 'Tirage au sort',
    scores: 'Notes de chaque dossier, refaites à partir des évaluations',
    result: 'Classement, montants et motifs, recalculés',
    decisions: 'Décisions prises',
  },
  said: 'publié',
  found: 'calculé ici',
  marks: 'notes comptées',
  identical: 'IDENTIQUE : le calcul refait ici donne le même résultat, octet pour octet.',
  differs: 'DIFFÉRENT : voir ci-dessus.',
  decided: 'décidé autrement que calculé',
  departs: 'autres règles que celles publiées ; motif',
  demo: 'Démonstration : données inventées.',
  more: (count) => `… et ${count} autres`,
  head: (title, code, files, engine) => `« ${title} » (${code}), ${files} dossiers, moteur ${engine}`,
}

const en: Words = {
  checks: {
    fingerprints: 'Fingerprints of rules, scores and result',
    rules: 'Rules published with the call',
    draw: 'Draw',
    scores: 'Scores of each file, made again from the marks',
    result: 'Ranking, amounts and reasons, computed again',
    decisions: 'Decisions taken',
  },
  said: 'published',
  found: 'computed here',
  marks: 'marks counted',
  identical: 'IDENTICAL: computed again here, the result is the same byte for byte.',
  differs: 'DIFFERENT: see above.',
  decided: 'decided otherwise than computed',
  departs: 'other rules than the published ones; reason',
  demo: 'Demonstration: invented data.',
  more: (count) => `… and ${count} more`,
  head: (title, code, files, engine) => `“${title}” (${code}), ${files} files, engine ${engine}`,
}

export const WORDS: Readonly<Record<Locale, Words>> = { fr, en }
