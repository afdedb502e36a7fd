import { html } from './html.ts'
import type { Page } from './layout.ts'
import { codeBlock } from './markdown.ts'
import { callsOf, type OpenApi } from './openapi-document.ts'

const FIRST_CALL = `curl -s "$PROGRESS_URL/api/v1/partner-connection" \\
  -H "authorization: Bearer $PROGRESS_KEY"`

const CARDS = [
  [
    'guides/first-referral',
    'A first referral in five minutes',
    'With curl, then with TypeScript: send one, see it answered.',
  ],
  ['guides/referrals', 'The protocol', 'Who may do what, from which state, and the clocks that run.'],
  ['guides/webhooks', 'Webhooks', 'Signed, ordered, tried again for a day. TypeScript, Python, PHP.'],
  ['guides/errors', 'Errors', 'One shape, stable codes, and what to do with each.'],
  ['guides/sandbox', 'Sandbox', 'Partners that answer, and a clock that you put forward.'],
  ['guides/going-live', 'Going live', 'What to have done before the first real person.'],
] as const

const PROMISES = [
  [
    'Both directions',
    'You send and you receive, with the same calls. Each side owns what is its own: the source the content and the consent, each recipient its own status.',
  ],
  [
    'Nothing twice, nothing lost',
    'Idempotency keys on every creation, your own references, a feed ordered by commit, webhooks in order for each referral.',
  ],
  [
    'No personal data on the way',
    'Events carry identifiers and states only. People are read over the API, by a key that may, under a consent that says so.',
  ],
] as const

/** What an integrator sees first. */
export function homePage(document: OpenApi): Page {
  const count = callsOf(document).length
  return {
    path: '',
    title: 'Home',
    body: html`<p class="eyebrow">API ${document.info.version}</p>
      <h1 id="top">Pass people on, and know what became of them</h1>
      <p class="lead">
        The API through which chambers of commerce (CCI), chambers of trades (CMA) and the département hand each other
        people and projects: referrals (<span lang="fr">orientations</span>) with consent, answers within agreed times,
        outcomes that come back.
      </p>
      <p class="doors">
        <a class="door" href="/docs/guides/first-referral">Send a first referral</a>
        <a class="door door-quiet" href="/docs/reference/referrals">Open the reference</a>
      </p>
      ${codeBlock(FIRST_CALL, 'bash')}
      <h2 id="guides">Begin here</h2>
      <ul class="cards">
        ${CARDS.map(
          ([path, title, words]) =>
            html`<li>
              <a href="/docs/${path}"><b>${title}</b><span>${words}</span></a>
            </li>`,
        )}
      </ul>
      <h2 id="promises">What you can rely on</h2>
      <dl class="promises">
        ${PROMISES.map(
          ([title, words]) =>
            html`<div>
              <dt>${title}</dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
      <h2 id="contract">The contract</h2>
      <p>
        Everything above is one OpenAPI 3.1 document with ${count} operations: <a href="/openapi.json">openapi.json</a>.
        The reference, the <a href="/docs/downloads/postman.json">Postman</a> and
        <a href="/docs/downloads/bruno.json">Bruno</a> collections are made of it. Every answer of the product is
        checked against it in its tests, and every example in it was recorded from a run.
      </p>`,
    headings: [],
  }
}
