import { CHAPTERS } from './contents.ts'
import { html, type Markup } from './html.ts'
import type { Heading } from './markdown.ts'

export type Page = {
  /** Below `/docs/`; empty for the home page. */
  readonly path: string
  readonly title: string
  readonly lang?: 'fr' | undefined
  readonly body: Markup
  readonly headings: readonly Heading[]
}
export type ReferenceEntry = { readonly path: string; readonly title: string }

const address = (path: string): string => (path === '' ? '/docs/' : `/docs/${path}`)

const link = (page: Page, path: string, title: string, lang?: string): Markup =>
  html`<li>
    <a
      href="${address(path)}"
      ${page.path === path && html` aria-current="page"`}${lang !== undefined && html` lang="${lang}"`}
      >${title}</a
    >
  </li>`

function navigation(page: Page, reference: readonly ReferenceEntry[]): Markup {
  const chapters = [...CHAPTERS, { title: 'Reference', entries: reference }]
  return html`<nav class="side" id="contents" aria-label="Contents">
    <ul class="plain">
      ${link(page, '', 'Home')}
    </ul>
    ${chapters.map(
      ({ title, entries }) =>
        html`<p class="chapter">${title}</p>
          <ul>
            ${entries.map((entry) => link(page, entry.path, entry.title, 'lang' in entry ? entry.lang : undefined))}
          </ul>`,
    )}
    <p class="chapter">Downloads</p>
    <ul>
      <li><a href="/openapi.json" download>openapi.json</a></li>
      <li><a href="/openapi/v1.json" download="openapi-v1.json">openapi.json of version 1</a></li>
      <li>
        <a href="/docs/downloads/postman.json" download="progress-ess.postman_collection.json">Postman collection</a>
      </li>
      <li><a href="/docs/downloads/bruno.json" download="progress-ess.bruno.json">Bruno collection</a></li>
    </ul>
  </nav>`
}

function onThisPage({ headings, lang }: Page): Markup | null {
  const shown = headings.filter(({ level }) => level === 2)
  if (shown.length < 2) return null
  const title = lang === 'fr' ? 'Sur cette page' : 'On this page'
  return html`<nav class="toc" aria-label="${title}">
    <p class="chapter">${title}</p>
    <ul>
      ${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </nav>`
}

const MARK = html`<svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
  <rect class="g1" x="3" y="4" width="22" height="4" rx="1" />
  <rect class="g2" x="3" y="11" width="16" height="4" rx="1" />
  <rect class="g3" x="3" y="20" width="10" height="4" rx="1" />
  <path class="cut" d="M1 17.5h26" />
</svg>`

/** One whole page: no inline script or style, nothing of another host; it reads without scripts too. */
export function layout(page: Page, reference: readonly ReferenceEntry[]): string {
  const title = page.path === '' ? 'Progr’ESS for integrators' : `${page.title} · Progr’ESS for integrators`
  const toc = onThisPage(page)
  return html`<!doctype html>
    <html lang="en" data-theme="light">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/docs/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/docs/assets/docs.css" />
        <script src="/docs/assets/theme.js"></script>
        <script src="/docs/assets/docs.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/docs/"
            >${MARK}<span>Progr’ESS <span class="for">for integrators</span></span></a
          >
          <form class="search" role="search" hidden>
            <label class="hidden-label" for="search">Search the documentation</label
            ><input
              id="search"
              type="search"
              placeholder="Search  ( / )"
              autocomplete="off"
              aria-controls="found"
              spellcheck="false"
            />
            <div id="found" class="found" role="status" hidden></div>
          </form>
          <button class="theme" type="button" hidden>Dark</button><a class="home-link" href="/">Progr’ESS</a>
        </header>
        <div class="frame">
          <details class="menu"><summary>Contents</summary></details>
          ${navigation(page, reference)}
          <main id="content" tabindex="-1" ${page.lang !== undefined && html` lang="${page.lang}"`}>
            <article>${page.body}</article>
          </main>
          ${toc}
        </div>
        <footer class="foot">
          <p>
            Progr’ESS is free software under the <a href="https://eupl.eu/1.2/en/">EUPL 1.2</a>. Every example of this
            documentation is recorded from, or run against, the product itself.
          </p>
        </footer>
      </body>
    </html> `.text
}
