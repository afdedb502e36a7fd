export type Entry = {
  /** Below `/docs/`. */
  readonly path: string
  /** The Markdown that it is made of, below `docs/`; without one the page is made by code. */
  readonly file?: string
  readonly title: string
  readonly lang?: 'fr'
}
export type Chapter = { readonly title: string; readonly entries: readonly Entry[] }

const guide = (name: string, title: string): Entry => ({ path: `guides/${name}`, file: `guides/${name}.md`, title })

/** What the documentation holds, in the order in which one reads it. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Start',
    entries: [
      guide('first-referral', 'A first referral in five minutes'),
      guide('sandbox', 'The sandbox'),
      guide('going-live', 'Going live'),
      { path: 'guides/presentation', file: 'guides/presentation.md', title: 'Présentation (en français)', lang: 'fr' },
    ],
  },
  {
    title: 'Referrals',
    entries: [
      guide('referrals', 'The protocol of referrals'),
      guide('consent', 'Consent and erasure'),
      guide('modes', 'Full, pull and light'),
      guide('codes', 'Code maps and unknown codes'),
      guide('vocabularies', 'FHIR and data·inclusion'),
      { path: 'state-machines', file: 'state-machines.md', title: 'State machines' },
    ],
  },
  {
    title: 'Integration',
    entries: [
      guide('authentication', 'Keys and OAuth'),
      guide('webhooks', 'Receiving webhooks'),
      guide('feed', 'Reading the feed'),
      guide('idempotency', 'Idempotency and retries'),
      guide('errors', 'Errors'),
      { path: 'error-codes', file: 'error-codes.md', title: 'All error codes' },
      guide('limits', 'Limits'),
      guide('versions', 'Versions and changes'),
      { path: 'contract-changelog', file: 'contract-changelog.md', title: 'Changes of the contract' },
    ],
  },
  { title: 'For everybody', entries: [guide('open-data', 'Open data')] },
]

/** The tags of the contract that concern partners come first; the others follow as the contract has them. */
export const PARTNER_TAGS = ['referrals', 'parties', 'events', 'partners', 'sandbox'] as const
