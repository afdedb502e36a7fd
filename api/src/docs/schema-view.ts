import { html, type Markup } from './html.ts'
import { nameOf, type Parameter, type Schema } from './openapi-document.ts'

const SCHEMAS = '/docs/reference/schemas'

/** What a value may be, in a few words with links to the schemas that have a name. */
export function typeOf(schema: Schema): Markup {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref)
    return html`<a href="${SCHEMAS}#${name}">${name}</a>`
  }
  if (schema.anyOf !== undefined) {
    return html`${schema.anyOf.map((one, index) => html`${index > 0 && ' or '}${typeOf(one)}`)}`
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum !== undefined) {
    return html`${schema.enum.map((one, index) => html`${index > 0 && ' · '}<code>${String(one)}</code>`)}`
  }
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`
  const types = [schema.type ?? 'any'].flat().map((type) => (type === 'string' ? (schema.format ?? type) : type))
  return html`${types.join(' or ')}`
}

/** The bounds of a value: what is longer, larger or more is refused. */
export function boundsOf(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema
  const span = (from: number | undefined, to: number | undefined, unit: string): string | null => {
    if (to === undefined) return from === undefined ? null : `at least ${from}${unit}`
    if (from === to) return `${to}${unit}`
    return from === undefined || from === 0 ? `at most ${to}${unit}` : `${from} to ${to}${unit}`
  }
  const parts = [
    schema.format === 'uuid' ? null : span(minLength, maxLength, ' characters'),
    minimum === undefined && maximum === undefined ? null : `${minimum ?? '…'} to ${maximum ?? '…'}`,
    span(minItems, maxItems, ' items'),
    schema.default === undefined ? null : `by default ${JSON.stringify(schema.default)}`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

type Row = { readonly name: string; readonly schema: Schema; readonly isRequired: boolean; readonly words?: string }

function table(caption: string, rows: readonly Row[]): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="fields">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Bounds and meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, schema, isRequired, words }) =>
            html`<tr>
              <th scope="row"><code>${name}</code>${isRequired && html` <span class="must">required</span>`}</th>
              <td>${typeOf(schema)}</td>
              <td>${[words, boundsOf(schema)].filter((part) => part !== undefined && part !== '').join('. ')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** The fields of an object; of anything else its type in one line. */
export function schemaTable(schema: Schema, caption: string): Markup {
  const { properties, required = [] } = schema
  if (properties === undefined) return html`<p class="one-type">${typeOf(schema)}</p>`
  const rows = Object.entries(properties).map(([name, field]) => ({
    name,
    schema: field,
    isRequired: required.includes(name),
    ...(field.description === undefined ? {} : { words: field.description }),
  }))
  return table(caption, rows)
}

export function parameterTable(parameters: readonly Parameter[], caption: string): Markup | null {
  if (parameters.length === 0) return null
  return table(
    caption,
    parameters.map(({ name, required = false, description, schema }) => ({
      name,
      schema,
      isRequired: required,
      ...(description === undefined ? {} : { words: description }),
    })),
  )
}
