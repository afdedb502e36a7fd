import type { Compilable, CompiledQuery } from 'kysely'
import type { Db, Trx } from './database.ts'

/** Stands in a query where a value will be. */
class Hole {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

/** Names a value of the query. Its type is the value’s; what stands in the query until it runs is a hole. */
export type ValueOf<Values> = <Name extends keyof Values>(name: Name) => Values[Name]

/** Shapes beyond this number are compiled each time: texts of any length must not fill the memory. */
const MOST_SHAPES = 500

/**
 * A query that is asked often: built and compiled once for each shape of its text, because that takes longer than sending
 * it; afterwards only the values change. Everything but the values must follow from the shape, a JSON value.
 */
export function compileOnce<Values extends object, Row, Shape = undefined>(
  build: (db: Db | Trx, value: ValueOf<Values>, shape: Shape) => Compilable<Row>,
): (db: Db | Trx, values: Values, shape: Shape) => Promise<Row[]> {
  const known = new Map<string | undefined, CompiledQuery<Row>>()
  const hole: ValueOf<Values> = (name) => new Hole(name) as never
  const compile = (db: Db | Trx, shape: Shape, key: string | undefined): CompiledQuery<Row> => {
    const compiled = build(db, hole, shape).compile()
    if (known.size < MOST_SHAPES) known.set(key, compiled)
    return compiled
  }
  return async (db, values, shape) => {
    const key = JSON.stringify(shape) as string | undefined
    const compiled = known.get(key) ?? compile(db, shape, key)
    const parameters = compiled.parameters.map((given) =>
      given instanceof Hole ? values[given.name as keyof Values] : given,
    )
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters })
    return rows
  }
}
