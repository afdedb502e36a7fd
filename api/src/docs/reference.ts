import { PARTNER_TAGS } from './contents.ts'
import { html, Markup, type Markup as Html } from './html.ts'
import type { Page } from './layout.ts'
import { codeBlock } from './markdown.ts'
import { type Call, callsOf, type Content, nameOf, type OpenApi, type Schema } from './openapi-document.ts'
import { parameterTable, schemaTable, typeOf } from './schema-view.ts'

/** `code` between back-quotes in the words of the contract. */
const words = (text: string): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))

const resolve = (document: OpenApi, schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (document.components.schemas[nameOf(schema.$ref)] ?? schema)

const jsonOf = (content: Content | undefined) => Object.values(content ?? {})[0]

const json = (value: unknown): Html => codeBlock(JSON.stringify(value, null, 2), 'json')

function rightsOf({ 'x-roles': roles, 'x-right': right }: Call): Html {
  if (right === 'any') return html`<p class="rights">Any key, token or link of a partner.</p>`
  if (right !== undefined) return html`<p class="rights">A key with the right <code>${right}</code>.</p>`
  if (roles === undefined) return html`<p class="rights">Open to everybody, or to whoever is signed in.</p>`
  return html`<p class="rights">
    People with the role ${roles.map((role, index) => html`${index > 0 && ' or '}<code>${role}</code>`)}; not for keys.
  </p>`
}

function examplesOf(call: Call): Html {
  const samples = call['x-codeSamples'] ?? []
  const answers = Object.entries(call.responses).flatMap(([status, { content }]) =>
    Object.values(jsonOf(content)?.examples ?? {}).map((example) => ({ status, ...example })),
  )
  return html`${samples.map(({ source }) => codeBlock(source, 'bash'))}${answers.map(
    ({ status, summary, value }) =>
      html`<p class="answer"><b>${status}</b>${summary !== undefined && html` ${summary}`}</p>
        ${json(value)}`,
  )}`
}

function operation(document: OpenApi, call: Call): Html {
  const { parameters = [], 'x-refusal-codes': codes = [] } = call
  const body = jsonOf(call.requestBody?.content)?.schema
  const success = Object.entries(call.responses).find(([status]) => status.startsWith('2'))
  const answer = jsonOf(success?.[1].content)?.schema
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place)
  return html`<section class="operation">
    <h2 id="${call.operationId}">${call.summary}</h2>
    <p class="call">
      <b class="method method-${call.method.toLowerCase()}">${call.method}</b> <code>${breakable(call.path)}</code>
    </p>
    <p class="call-name">
      <code>${call.operationId}</code>${call.deprecated === true && html` <span class="must">deprecated</span>`}
    </p>
    ${call.description !== undefined && html`<p>${words(call.description)}</p>`}${rightsOf(call)}
    ${parameterTable(of('path'), 'In the path')}${parameterTable(of('query'), 'In the query')}${parameterTable(of('header'), 'Headers')}
    ${
      body !== undefined &&
      html`<h3 id="${call.operationId}-body">Body ${body.$ref !== undefined && typeOf(body)}</h3>
        ${schemaTable(resolve(document, body), `Body of ${call.operationId}`)}`
    }
    ${
      answer !== undefined &&
      html`<h3 id="${call.operationId}-answer">Answer ${success?.[0]}</h3>
        <p>${typeOf(answer)}</p>`
    }
    ${
      codes.length > 0 &&
      html`<h3 id="${call.operationId}-refusals">Refusals</h3>
        <p class="codes">
          ${codes.map((code, index) => html`${index > 0 && ' '}<a href="/docs/error-codes#${code}"><code>${code}</code></a>`)},
          and the <a href="/docs/error-codes#of-every-operation">general ones</a>.
        </p>`
    }
    ${
      (call['x-codeSamples'] ?? []).length > 0 &&
      html`<h3 id="${call.operationId}-example">Example</h3>
        ${examplesOf(call)}`
    }
  </section>`
}

/** Room to break a long address at its slashes. */
const breakable = (path: string): Html => new Markup(path.split('/').join('/<wbr>'))

function tagPage(document: OpenApi, tag: OpenApi['tags'][number]): Page | null {
  const calls = callsOf(document).filter(({ tags }) => tags.includes(tag.name))
  if (calls.length === 0) return null
  const title = `${tag.name.slice(0, 1).toUpperCase()}${tag.name.slice(1)}`
  return {
    path: `reference/${tag.name}`,
    title: `Reference: ${tag.name}`,
    body: html`<h1 id="${tag.name}">${title}</h1>
      <p class="lead">${tag.description}.</p>
      ${calls.map((call) => operation(document, call))}`,
    headings: calls.map(({ operationId }) => ({ id: operationId, title: operationId, level: 2 })),
  }
}

function schemasPage({ components }: OpenApi): Page {
  const schemas = Object.entries(components.schemas)
  return {
    path: 'reference/schemas',
    title: 'Reference: schemas',
    body: html`<h1 id="schemas">Schemas</h1>
      <p class="lead">
        Every shape that has a name, as the contract has it. What is not named in a body is refused, not ignored.
      </p>
      ${schemas.map(
        ([name, schema]) =>
          html`<section class="operation">
            <h2 id="${name}">${name}</h2>
            ${schema.description !== undefined && html`<p>${words(schema.description)}</p>`}${schemaTable(schema, name)}
          </section>`,
      )}`,
    headings: [],
  }
}

/** The pages of the reference, made of the contract and of nothing else. */
export function referencePages(document: OpenApi): Page[] {
  const rank = (name: string) => {
    const index = (PARTNER_TAGS as readonly string[]).indexOf(name)
    return index < 0 ? PARTNER_TAGS.length : index
  }
  const tags = document.tags.toSorted((a, b) => rank(a.name) - rank(b.name))
  return [...tags.map((tag) => tagPage(document, tag)).filter((page) => page !== null), schemasPage(document)]
}
