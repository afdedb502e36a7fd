/** One difference between two contracts. Breaking: what a client of the former does may no longer work. */
export type Change = { readonly isBreaking: boolean; readonly where: string; readonly what: string }

type Json = Readonly<Record<string, unknown>>
type Side = 'request' | 'answer'
type Pair = { readonly before: unknown; readonly after: unknown }

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
const isObject = (node: unknown): node is Json => typeof node === 'object' && node !== null && !Array.isArray(node)
const objectOf = (node: unknown): Json => (isObject(node) ? node : {})
const listOf = (node: unknown): readonly unknown[] => (Array.isArray(node) ? (node as unknown[]) : [])
const textOf = (node: unknown): string => (typeof node === 'string' ? node : '')
const wordsOf = (node: unknown): string[] => listOf(node).map(String)
const lost = (before: readonly string[], after: readonly string[]): string[] =>
  before.filter((one) => !after.includes(one))

/**
 * What changed between two OpenAPI documents of this product. Additions are fine; refused are: an operation, parameter, field or
 * success that is gone, a type that changed, a request that must say more or may say less, an answer that may lack or be more
 * than before, and a right or role that is newly needed.
 */
export function compareContracts(before: Json, after: Json): Change[] {
  const changes: Change[] = []
  const note = (isBreaking: boolean, where: string, what: string): void =>
    void changes.push({ isBreaking, where, what })
  const [former, current] = [operationsOf(before), operationsOf(after)]
  const compare = new SchemaComparison(before, after, note)
  for (const [name, operation] of former) {
    const now = current.get(name)
    if (now === undefined) note(true, name, 'is gone')
    else compareOperations(name, { before: operation, after: now }, compare, note)
  }
  for (const [name, operation] of current) {
    if (!former.has(name)) note(false, name, `is new: ${textOf(operation['summary'])}`)
  }
  return changes
}

type Note = (isBreaking: boolean, where: string, what: string) => void

function operationsOf(document: Json): Map<string, Json> {
  const found = Object.entries(objectOf(document['paths'])).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = objectOf(item)[method]
      return isObject(operation) ? [[`${method.toUpperCase()} ${path}`, operation] as const] : []
    }),
  )
  return new Map(found)
}

function compareOperations(
  name: string,
  { before, after }: { readonly before: Json; readonly after: Json },
  schemas: SchemaComparison,
  note: Note,
): void {
  if (before['operationId'] !== after['operationId']) note(true, name, `is now called ${String(after['operationId'])}`)
  if (after['deprecated'] === true && before['deprecated'] !== true) note(false, name, 'is deprecated')
  const [right, rightNow] = [before['x-right'], after['x-right']]
  if (right !== rightNow && right !== undefined && rightNow !== 'any')
    note(true, name, `needs the right ${String(rightNow)}`)
  for (const role of lost(wordsOf(before['x-roles']), wordsOf(after['x-roles'])))
    note(true, name, `is closed to ${role}`)
  for (const role of lost(wordsOf(after['x-roles']), wordsOf(before['x-roles'])))
    note(false, name, `is open to ${role}`)
  for (const code of lost(wordsOf(after['x-refusal-codes']), wordsOf(before['x-refusal-codes']))) {
    note(false, name, `may refuse with ${code}`)
  }
  compareParameters(name, { before, after }, schemas, note)
  const [body, bodyNow] = [before, after].map(bodyOf)
  if (body === undefined && bodyNow !== undefined) note(true, name, 'needs a body')
  else if (body !== undefined) schemas.compare(`${name} body`, { before: body, after: bodyNow }, 'request')
  const [answers, answersNow] = [objectOf(before['responses']), objectOf(after['responses'])]
  for (const status of Object.keys(answers).filter((one) => one.startsWith('2'))) {
    if (!(status in answersNow)) note(true, name, `no longer answers ${status}`)
    else {
      const pair = { before: contentOf(answers[status]), after: contentOf(answersNow[status]) }
      schemas.compare(`${name} ${status}`, pair, 'answer')
    }
  }
}

const contentOf = (part: unknown): unknown => {
  const [media] = Object.values(objectOf(objectOf(part)['content']))
  return objectOf(media)['schema']
}
const bodyOf = (operation: Json): unknown => contentOf(operation['requestBody'])

function compareParameters(
  name: string,
  { before, after }: { before: Json; after: Json },
  schemas: SchemaComparison,
  note: Note,
) {
  const byName = (operation: Json) =>
    new Map(
      listOf(operation['parameters'])
        .map(objectOf)
        .map((one) => [`${String(one['in'])} ${String(one['name'])}`, one]),
    )
  const [former, current] = [byName(before), byName(after)]
  for (const [parameter, one] of former) {
    const now = current.get(parameter)
    if (now === undefined) note(true, name, `no longer takes ${parameter}`)
    else {
      if (one['required'] !== true && now['required'] === true) note(true, name, `needs ${parameter}`)
      schemas.compare(`${name} ${parameter}`, { before: one['schema'], after: now['schema'] }, 'request')
    }
  }
  for (const [parameter, one] of current) {
    if (!former.has(parameter)) note(one['required'] === true, name, `takes ${parameter}`)
  }
}

/** Bounds by the direction in which they narrow. */
const LOWER = ['minimum', 'minLength', 'minItems', 'minProperties'] as const
const UPPER = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const

/** The word by which an object of a union says which kind it is, as in `{ kind: 'tiers' }`. A new kind is like a new word. */
const kindOf = (node: Json): string | undefined =>
  Object.entries(objectOf(node['properties'])).flatMap(([field, schema]) => {
    const word = objectOf(schema)['const']
    return typeof word === 'string' ? [`${field} ${word}`] : []
  })[0]

class SchemaComparison {
  readonly #before: Json
  readonly #after: Json
  readonly #note: Note
  /** Named schemas compared already: one difference is told once, and a schema may hold itself. */
  readonly #seen = new Set<string>()

  constructor(before: Json, after: Json, note: Note) {
    this.#before = before
    this.#after = after
    this.#note = note
  }

  compare(where: string, { before, after }: Pair, side: Side): void {
    const [former, current] = [this.#resolve(before, this.#before), this.#resolve(after, this.#after)]
    if (former.name !== undefined) {
      const key = `${side} ${former.name} ${String(current.name)}`
      if (this.#seen.has(key)) return
      this.#seen.add(key)
    }
    const place = former.name === undefined ? where : `${former.name} (${side})`
    const kinds = this.#kindsOf(current.node)
    const same = kinds.get(kindOf(former.node))
    if (same !== undefined) {
      for (const kind of kinds.keys()) if (kind !== kindOf(former.node)) this.#note(false, place, `may be ${kind}`)
      this.compare(where, { before, after: same }, side)
      return
    }
    this.#types(place, former.node, current.node, side)
    this.#words(place, former.node, current.node, side)
    if (side === 'request') this.#bounds(place, former.node, current.node)
    this.#fields(place, former.node, current.node, side)
    if (former.node['items'] !== undefined) {
      this.compare(`${place}[]`, { before: former.node['items'], after: current.node['items'] }, side)
    }
    this.#branches(place, former.node, current.node, side)
  }

  #resolve(node: unknown, document: Json): { node: Json; name?: string } {
    const ref = objectOf(node)['$ref']
    if (typeof ref !== 'string') return { node: objectOf(node) }
    const name = ref.split('/').at(-1) ?? ''
    return { node: objectOf(objectOf(objectOf(document['components'])['schemas'])[name]), name }
  }

  /** The branches of a union by the word that says which one it is; empty where a branch has none. */
  #kindsOf(node: Json): ReadonlyMap<string | undefined, unknown> {
    const branches = listOf(node['anyOf']).map(
      (branch) => [kindOf(this.#resolve(branch, this.#after).node), branch] as const,
    )
    return new Map(branches.every(([kind]) => kind !== undefined) ? branches : [])
  }

  #types(where: string, before: Json, after: Json, side: Side): void {
    const typesOf = ({ type }: Json): string[] =>
      Array.isArray(type) ? wordsOf(type) : type === undefined ? [] : [textOf(type)]
    const [former, current] = [typesOf(before), typesOf(after)]
    const changed = side === 'request' ? lost(former, current) : former.length === 0 ? [] : lost(current, former)
    // Every integer is a number.
    if (
      changed.filter((type) => !(type === 'integer' && (current.includes('number') || former.includes('number'))))
        .length > 0
    ) {
      this.#note(true, where, `was ${former.join(' or ')}, is ${current.join(' or ') || 'something else'}`)
    }
  }

  #words(where: string, before: Json, after: Json, side: Side): void {
    const [former, current] = [before, after].map((node) =>
      'const' in node ? [String(node['const'])] : wordsOf(node['enum']),
    )
    if (former === undefined || current === undefined || (former.length === 0 && current.length === 0)) return
    if (former.length === 0) this.#note(side === 'request', where, `is one of ${current.join(', ')}`)
    else if (current.length > 0) {
      for (const word of lost(former, current)) this.#note(side === 'request', where, `no longer knows ${word}`)
      for (const word of lost(current, former)) this.#note(false, where, `knows ${word}`)
    }
  }

  #bounds(where: string, before: Json, after: Json): void {
    for (const bound of [...LOWER, ...UPPER]) {
      const [former, current] = [before[bound], after[bound]]
      if (typeof current !== 'number' || former === current) continue
      const isLower = (LOWER as readonly string[]).includes(bound)
      const isNarrower =
        typeof former !== 'number' ? !(isLower && current <= 0) : isLower ? current > former : current < former
      this.#note(isNarrower, where, `${bound} was ${typeof former === 'number' ? former : 'free'}, is ${current}`)
    }
    for (const rule of ['pattern', 'format', 'uniqueItems'] as const) {
      if (after[rule] !== undefined && after[rule] !== before[rule]) this.#note(true, where, `has another ${rule}`)
    }
  }

  #fields(where: string, before: Json, after: Json, side: Side): void {
    const [former, current] = [objectOf(before['properties']), objectOf(after['properties'])]
    const [needed, neededNow] = [wordsOf(before['required']), wordsOf(after['required'])]
    for (const [field, schema] of Object.entries(former)) {
      if (!(field in current)) this.#note(true, where, `no longer has ${field}`)
      else this.compare(`${where}.${field}`, { before: schema, after: current[field] }, side)
    }
    for (const field of Object.keys(current).filter((one) => !(one in former))) {
      this.#note(side === 'request' && neededNow.includes(field), where, `has ${field}`)
    }
    const known = (field: string): boolean => field in former
    if (side === 'request') {
      for (const field of lost(neededNow, needed).filter(known)) this.#note(true, where, `needs ${field}`)
    } else {
      for (const field of lost(needed, neededNow).filter((one) => one in current))
        this.#note(true, where, `may lack ${field}`)
    }
  }

  /** A union says of each branch what it is: they are compared one by one, in their order. */
  #branches(where: string, before: Json, after: Json, side: Side): void {
    for (const kind of ['anyOf', 'oneOf', 'allOf'] as const) {
      const [former, current] = [listOf(before[kind]), listOf(after[kind])]
      if (former.length > current.length) this.#note(true, where, `has fewer ${kind}`)
      if (former.length < current.length)
        this.#note(side === 'answer' && former.length > 0 && kind !== 'allOf', where, `has more ${kind}`)
      former.slice(0, current.length).forEach((branch, index) => {
        this.compare(`${where}/${index}`, { before: branch, after: current[index] }, side)
      })
    }
  }
}
