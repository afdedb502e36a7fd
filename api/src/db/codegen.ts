import { Kysely, PostgresDialect, sql } from 'kysely'
import { type GeneratorDialect, generate, Logger, PostgresDialect as PostgresGenerator } from 'kysely-codegen'
import pg from 'pg'

/**
 * What lies in a jsonb column: read as this type, written as text (`JSON.stringify`), because the driver takes a bare
 * list for an SQL array.
 */
const DOCUMENTS: Readonly<Record<string, { readonly type: string; readonly module: string }>> = {
  'call.eligibility': { type: 'Eligibility', module: '@progress-ess/shared/calls' },
  'call.form': { type: 'CallForm', module: '@progress-ess/shared/calls' },
  'call.grid': { type: 'Grid', module: '@progress-ess/shared/evaluations' },
  'letter_facts.facts': { type: 'LetterFacts', module: '@progress-ess/shared/letters' },
  'call.award_rules': { type: 'AwardRules', module: '@progress-ess/shared/awards' },
  'application.answers': { type: 'Answers', module: '@progress-ess/shared/calls' },
  'application.budget': { type: 'Budget', module: '@progress-ess/shared/applications' },
  'application_revision.content': { type: 'RevisionContent', module: '@progress-ess/shared/applications' },
  'scenario.rules': { type: 'AwardRules', module: '@progress-ess/shared/awards' },
  'scenario.snapshot': { type: 'Snapshot', module: '../modules/awards/snapshot.rules.ts' },
  'scenario.result': { type: 'ScenarioResult', module: '../modules/awards/awards.scenario.rules.ts' },
  'follow_up.settings': { type: 'FollowUpSettings', module: '@progress-ess/shared/payments' },
  'aid_declaration.items': { type: 'DeclaredAids', module: '@progress-ess/shared/de-minimis' },
  'report.content': { type: 'ReportContent', module: '@progress-ess/shared/reports' },
  'report.planned': { type: 'PlannedLines', module: '../modules/reports/reports.rules.ts' },
  'payment_list_line.facts': { type: 'LineFacts', module: '../modules/payments/list-csv.rules.ts' },
  'evaluation.marks': { type: 'Marks', module: '@progress-ess/shared/evaluations' },
}

type Column = { path: string; is_nullable: boolean; has_default: boolean; definition: string | null }

/** Writes the TypeScript types of the database at `url`, migrated to the latest: tables, columns, closed lists of words. */
export async function generateTypes(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  // Declared as unknown: the generator's types are of another copy of the same classes.
  const generator: unknown = new PostgresGenerator({ dateParser: 'string', numericParser: 'string' })
  try {
    return await generate({
      db: db as never,
      dialect: generator as GeneratorDialect,
      camelCase: true,
      singularize: true,
      typeOnlyImports: true,
      excludePattern: '{kysely_migration*,graphile_worker.*}',
      defaultSchemas: ['public'],
      outFile: null,
      // Safe integers: see the parser in `database.ts`.
      typeMapping: { int8: 'number' },
      customImports: {
        JSONColumnType: 'kysely',
        ...Object.fromEntries(Object.values(DOCUMENTS).map(({ type, module }) => [type, module])),
      },
      overrides: { columns: overridesOf(await readColumns(db)) },
      logger: new Logger('error'),
    })
  } finally {
    await db.destroy()
  }
}

/** Columns of tables, with the check that stands on each alone. */
async function readColumns(db: Kysely<unknown>): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.relname || '.' || a.attname as path, not a.attnotnull as is_nullable, a.atthasdef as has_default,
           pg_get_constraintdef(k.oid) as definition
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
     where a.attnum > 0 and not a.attisdropped
     order by 1, 4`.execute(db)
  return rows
}

function overridesOf(columns: readonly Column[]): Record<string, string> {
  const overrides: Record<string, string> = {}
  for (const column of columns) {
    const document = DOCUMENTS[column.path]
    const type = document === undefined ? wordsOf(column.definition) : `JSONColumnType<${document.type}>`
    if (type === null) continue
    const nullable = column.is_nullable ? `${type} | null` : type
    overrides[column.path] = column.has_default ? `Generated<${nullable}>` : nullable
  }
  return overrides
}

/** `check (status in ('draft', …))` is a union of words; any other check is none. */
function wordsOf(definition: string | null): string | null {
  const list = /^CHECK \(\((?:\w+|"\w+") = ANY \(ARRAY\[(.+)\]\)\)\)$/.exec(definition ?? '')?.[1]
  const words = list?.split(', ').map((word) => /^'([a-zA-Z0-9_./-]+)'::text$/.exec(word)?.[1])
  if (words === undefined || words.includes(undefined)) return null
  return words.map((word) => `'${String(word)}'`).join(' | ')
}
