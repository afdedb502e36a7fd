/** The parts of an OpenAPI 3.1 document that the documentation reads. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly default?: unknown
}
export type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: Schema
}
export type Example = { readonly summary?: string; readonly value: unknown }
export type Media = { readonly schema?: Schema; readonly examples?: Readonly<Record<string, Example>> }
export type Content = Readonly<Record<string, Media>>
export type CodeSample = { readonly lang: string; readonly label: string; readonly source: string }
export type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly tags: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
  readonly 'x-refusal-codes'?: readonly string[]
  readonly 'x-roles'?: readonly string[]
  readonly 'x-right'?: string
  readonly 'x-codeSamples'?: readonly CodeSample[]
}
export type OpenApi = {
  readonly info: { readonly title: string; readonly version: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export type Call = Operation & { readonly method: string; readonly path: string }

/** Every operation of the document, in its order. */
export const callsOf = ({ paths }: OpenApi): Call[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )

export const nameOf = ($ref: string): string => $ref.slice('#/components/schemas/'.length)
