import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely'

/** Names are snake_case in PostgreSQL and camelCase here. Results come with our names already: see `prepared.ts`. */
class Names extends CamelCasePlugin {
  readonly #known = new Map<string, string>()

  override transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result)
  }

  ofColumn(column: string): string {
    const known = this.#known.get(column)
    if (known !== undefined) return known
    const name = this.camelCase(column)
    this.#known.set(column, name)
    return name
  }
}

export const names = new Names()
