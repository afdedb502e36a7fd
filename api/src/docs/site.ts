import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHAPTERS, type Entry } from './contents.ts'
import { homePage } from './home.ts'
import { Markup } from './html.ts'
import { layout, type Page } from './layout.ts'
import { type Passage, type Rendered, renderMarkdown } from './markdown.ts'
import { callsOf, type OpenApi } from './openapi-document.ts'
import { referencePages } from './reference.ts'

/** The same depth from `src` and from `dist`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const inDocs = (path: string): string => join(ROOT, 'docs', path)

export type Served = { readonly type: string; readonly body: string | Buffer; readonly etag: string }
export type Site = ReadonlyMap<string, Served>

const served = (type: string, body: string | Buffer): Served => ({
  type,
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
})

const entries: readonly Entry[] = CHAPTERS.flatMap((chapter) => chapter.entries)

/** Where a link between Markdown files leads on the site. Throws when it leads nowhere. */
export function linkOnSite(from: string, href: string): string | null {
  if (/^[a-z]+:/.test(href) || href.startsWith('#') || href.startsWith('/')) return null
  const { pathname, hash } = new URL(href, `file:///${from}`)
  const target = entries.find(({ file }) => `/${file}` === pathname)
  if (target === undefined) throw new Error(`docs/${from} links to ${href}, which is not on the site`)
  return `/docs/${target.path}${hash}`
}

async function markdownPage(entry: Entry & { file: string }): Promise<Page & { passages: readonly Passage[] }> {
  const source = await readFile(inDocs(entry.file), 'utf8')
  const drawings = new Map<string, Markup>()
  for (const [, name] of source.matchAll(/^```mermaid (\S+)$/gm)) {
    if (name !== undefined) drawings.set(name, new Markup(await readFile(inDocs(`machines/${name}.svg`), 'utf8')))
  }
  const rendered: Rendered = renderMarkdown(source, {
    linkTo: (href) => linkOnSite(entry.file, href),
    draw: (name) => drawings.get(name) ?? null,
  })
  const { path, lang } = entry
  return {
    path,
    title: rendered.title,
    lang,
    body: rendered.body,
    headings: rendered.headings,
    passages: rendered.passages,
  }
}

const hasFile = (entry: Entry): entry is Entry & { file: string } => entry.file !== undefined

type Found = { readonly address: string; readonly page: string; readonly title: string; readonly text: string }

/** What the search box loads when somebody first types in it. */
function searchIndex(guides: readonly (Page & { passages: readonly Passage[] })[], document: OpenApi): Found[] {
  const passages = guides.flatMap(({ path, title: page, passages: parts }) =>
    parts.map(({ id, title, text }) => ({ address: `/docs/${path}#${id}`, page, title, text: text.slice(0, 600) })),
  )
  const operations = callsOf(document).map(({ operationId, summary, method, path, tags: [tag = ''] }) => ({
    address: `/docs/reference/${tag}#${operationId}`,
    page: 'Reference',
    title: operationId,
    text: `${summary} ${method} ${path}`,
  }))
  return [...passages, ...operations]
}

const FONTS = [
  [
    '@fontsource-variable/atkinson-hyperlegible-next',
    'atkinson-hyperlegible-next',
    'Atkinson Hyperlegible Next Variable',
    '200 800',
  ],
  ['@fontsource-variable/source-serif-4', 'source-serif-4', 'Source Serif 4 Variable', '200 900'],
] as const

/** The typefaces of the product, from the packages that hold them. */
async function fonts(): Promise<{ files: [string, Served][]; css: string }> {
  const { resolve } = createRequire(import.meta.url)
  const files: [string, Served][] = []
  let css = ''
  for (const [name, file, family, weight] of FONTS) {
    const folder = join(dirname(resolve(`${name}/package.json`)), 'files')
    for (const subset of ['latin', 'latin-ext'] as const) {
      const font = `${file}-${subset}-wght-normal.woff2`
      files.push([`assets/${font}`, served('font/woff2', await readFile(join(folder, font)))])
      const range = subset === 'latin' ? '' : 'unicode-range:U+0100-02BA,U+1E00-1E9F,U+20A0-20C0;'
      css += `@font-face{font-family:'${family}';font-display:swap;font-weight:${weight};${range}src:url(./${font}) format('woff2-variations')}\n`
    }
  }
  return { files, css }
}

/**
 * The whole documentation, made once: pages from Markdown and from the contract, style, scripts, search and downloads, by
 * their address below `/docs/`. Throws when a page is malformed or a link leads nowhere.
 */
export async function buildSite(document: OpenApi): Promise<Site> {
  const guides = await Promise.all(entries.filter(hasFile).map(markdownPage))
  const reference = referencePages(document)
  const menu = reference.map(({ path, title }) => ({ path, title: title.replace(/^Reference: /, '') }))
  const pages = [homePage(document), ...guides, ...reference]
  const { files, css } = await fonts()
  const text = async (path: string): Promise<string> => readFile(inDocs(path), 'utf8')
  // The look of the pages, read from where it is: one set of colours for both.
  const ofPages = async (path: string): Promise<string> => readFile(join(ROOT, 'web', path), 'utf8')
  const tokens = await ofPages('src/styles/tokens.css')
  return new Map([
    ...pages.map((page): [string, Served] => [page.path, served('text/html; charset=utf-8', layout(page, menu))]),
    ...files,
    ['assets/docs.css', served('text/css; charset=utf-8', css + tokens + (await text('site/docs.css')))],
    ['assets/docs.js', served('text/javascript; charset=utf-8', await text('site/docs.js'))],
    ['assets/theme.js', served('text/javascript; charset=utf-8', await ofPages('public/theme.js'))],
    ['assets/mark.svg', served('image/svg+xml', await ofPages('public/favicon.svg'))],
    ['search.json', served('application/json; charset=utf-8', JSON.stringify(searchIndex(guides, document)))],
    ['downloads/postman.json', served('application/json; charset=utf-8', await text('collection/postman.json'))],
    ['downloads/bruno.json', served('application/json; charset=utf-8', await text('collection/bruno.json'))],
  ])
}
