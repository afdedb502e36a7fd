import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import http from 'highlight.js/lib/languages/http'
import json from 'highlight.js/lib/languages/json'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import typescript from 'highlight.js/lib/languages/typescript'
import MarkdownIt from 'markdown-it'
import { escapeHtml, html, Markup, slugOf } from './html.ts'

hljs.registerLanguage('bash', bash)
hljs.registerLanguage('http', http)
hljs.registerLanguage('json', json)
hljs.registerLanguage('php', php)
hljs.registerLanguage('python', python)
hljs.registerLanguage('ts', typescript)

const NAMES: Readonly<Record<string, string>> = {
  bash: 'Shell',
  http: 'HTTP',
  json: 'JSON',
  php: 'PHP',
  python: 'Python',
  ts: 'TypeScript',
  mermaid: 'Mermaid',
}

/** A block of code with its language and room for the button that copies it. Classes only: the CSP forbids styles. */
export function codeBlock(text: string, language: string): Markup {
  const known = hljs.getLanguage(language) === undefined ? null : language
  const code = new Markup(known === null ? escapeHtml(text) : hljs.highlight(text, { language: known }).value)
  const name = NAMES[language] ?? 'Text'
  return html`<figure class="code">
    <figcaption>${name}</figcaption>
    <pre tabindex="0" role="group" aria-label="${name}"><code>${code}</code></pre>
  </figure>`
}

export type Heading = { readonly id: string; readonly title: string; readonly level: number }
/** What the search looks through: one heading with the words below it. */
export type Passage = { readonly id: string; readonly title: string; readonly text: string }
export type Rendered = {
  readonly title: string
  readonly body: Markup
  readonly headings: readonly Heading[]
  readonly passages: readonly Passage[]
}

export type MarkdownOptions = {
  /** Where a link of this file leads on the site; null: it is left as it is. */
  readonly linkTo: (href: string) => string | null
  /** What stands in the place of a block ```` ```mermaid title ```` , besides its source. */
  readonly draw?: (title: string) => Markup | null
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

/** Renders one Markdown file. HTML in it is shown, not obeyed. Throws when it does not begin with one heading of level 1. */
export function renderMarkdown(source: string, { linkTo, draw }: MarkdownOptions): Rendered {
  const md = new MarkdownIt({ html: false, linkify: false, typographer: false })
  md.renderer.rules['fence'] = (tokens, index) => {
    const token = tokens[index]
    if (token === undefined) return ''
    const { info, content } = token
    const [language = '', ...rest] = info.trim().split(/\s+/)
    const block = codeBlock(content, language)
    if (language !== 'mermaid') return block.text
    const drawing = draw?.(rest.join(' '))
    return html`${drawing}
      <details class="source">
        <summary>Mermaid source</summary>
        ${block}
      </details>`.text
  }
  md.renderer.rules['table_open'] = () => '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
  md.renderer.rules['table_close'] = () => '</table></div>'
  const tokens = md.parse(source, {})
  const { headings, passages } = walk(tokens, linkTo)
  const [first] = headings
  if (first?.level !== 1 || headings.filter(({ level }) => level === 1).length !== 1) {
    throw new Error('A page begins with its one heading of level 1')
  }
  return { title: first.title, body: new Markup(md.renderer.render(tokens, md.options, {})), headings, passages }
}

/** Gives headings their anchors and links their addresses, and gathers what the search finds. */
function walk(tokens: readonly Token[], linkTo: MarkdownOptions['linkTo']) {
  const headings: Heading[] = []
  const passages: { id: string; title: string; text: string }[] = []
  tokens.forEach((token, index) => {
    if (token.type === 'heading_open') {
      const title = textOf(tokens[index + 1])
      const same = headings.filter(({ id }) => id.replace(/-\d+$/, '') === slugOf(title)).length
      const id = same === 0 ? slugOf(title) : `${slugOf(title)}-${same + 1}`
      token.attrSet('id', id)
      headings.push({ id, title, level: Number(token.tag.slice(1)) })
      passages.push({ id, title, text: '' })
      return
    }
    for (const child of token.children ?? []) {
      const given = child.type === 'link_open' ? child.attrGet('href') : null
      const href = given === null ? null : String(given)
      const target = href === null ? null : linkTo(href)
      if (target !== null) child.attrSet('href', target)
    }
    const passage = passages.at(-1)
    const isHeading = tokens[index - 1]?.type === 'heading_open'
    if (passage !== undefined && !isHeading && token.type === 'inline') passage.text += ` ${textOf(token)}`
  })
  return { headings, passages: passages.map((one) => ({ ...one, text: one.text.trim() })) }
}

const textOf = (token: Token | undefined): string =>
  (token?.children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('')
