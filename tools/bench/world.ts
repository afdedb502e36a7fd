import type pg from 'pg'
import { openEdition } from '../../api/src/cli/demo/editions.ts'
import { Stage } from '../../api/src/cli/demo/stage.ts'
import { createDatabase, createPool } from '../../api/src/db/database.ts'
import type { AccountActor, Settings } from '../../api/src/kit/context.ts'
import { newId } from '../../api/src/kit/ids.ts'
import { DEMO_VAULT } from '../../api/src/kit/vault.ts'
import { addDemoAccount } from '../../api/src/modules/identity/index.ts'
import { hashOf, newToken } from '../../api/src/modules/identity/secrets.ts'
import { type BenchDatabase, copyRows } from './database.ts'
import * as fixture from './fixture.ts'

export const SETTINGS: Settings = {
  publicUrl: 'http://localhost:3000',
  service: {
    name: 'Service d’essai',
    address: '1 rue de l’Essai, 92000 Nanterre',
    email: 'a@b.example',
    phone: '0',
    siret: null,
  },
  isDemo: true,
  vault: DEMO_VAULT,
}

export type World = {
  readonly callId: string
  /** A call with a locked panel of 500 files. */
  readonly lockedCallId: string
  readonly managerToken: string
  /** One session for each applicant, in their order. */
  readonly applicants: readonly { readonly accountId: string; readonly token: string }[]
  /** Adds files to the call until it has so many. */
  readonly grow: (count: number) => Promise<void>
}

export const LOCKED_FILES = 500
const APPLICANTS = 10
const DAY = 24 * 3_600_000

/** People and two calls through the use cases; the many files by COPY. */
export async function makeWorld({ appUrl, owner }: BenchDatabase): Promise<World> {
  const pool = createPool({ connectionString: appUrl })
  try {
    const stage = new Stage({ db: createDatabase(pool), settings: SETTINGS })
    const people = await Promise.all(
      [...Array(APPLICANTS).keys()].map((n) => person(stage, `applicant${n}`, ['applicant'])),
    )
    const manager = await person(stage, 'manager', ['manager', 'agent'])
    const evaluators = await Promise.all(['first', 'second'].map((name) => person(stage, name, ['evaluator'])))
    const crowd = {
      applicants: people.map(({ accountId }) => accountId),
      evaluators: evaluators.map(({ accountId }) => accountId),
    }
    const cast = { staff: new Map([['manager', manager]]), members: new Map() }
    const call = await openEdition(stage, cast, editionOf('BENCH', 1, -30, 30))
    const closed = await openEdition(stage, cast, editionOf('LOCKED', 2, -60, -30))
    await addLockedFiles(owner, closed.callId, closed.grid.criteria, crowd, manager.accountId)
    let size = 0
    return {
      callId: call.callId,
      lockedCallId: closed.callId,
      managerToken: await openSession(owner, manager.accountId),
      applicants: await openSessions(owner, crowd.applicants),
      grow: async (count) => {
        await addFiles(owner, call.callId, [...fixture.filesOf(size, count, 'BENCH', crowd)])
        await owner.query('update call set last_number = $2 where call_id = $1', [call.callId, 10_000_000 + count])
        size = count
        await owner.query('vacuum analyze')
      },
    }
  } finally {
    await pool.end()
  }
}

const person = (stage: Stage, name: string, roles: AccountActor['roles']): Promise<AccountActor> =>
  addDemoAccount(stage.as({ kind: 'system' }), { email: `${name}@bench.example`, displayName: name, roles })

function editionOf(code: string, edition: number, opens: number, closes: number) {
  const day = (count: number): string => new Date(Date.now() + count * DAY).toISOString()
  return {
    code,
    edition,
    title: 'Appel de la mesure',
    theme: 'Mesure',
    publishedAt: day(opens - 1),
    change: { summary: 'Mesure.', description: 'Mesure.', opensAt: day(opens), closesAt: day(closes) },
  }
}

/** A session with a second factor, as a sign-in leaves it. */
async function openSession(owner: pg.Client, accountId: string): Promise<string> {
  const token = newToken()
  await owner.query(
    `insert into session (session_id, account_id, token_hash, csrf_token, assurance, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, 'csrf', 'double', now(), now(), now() + interval '1 day')`,
    [newId(), accountId, hashOf(token)],
  )
  return token
}

async function openSessions(owner: pg.Client, accountIds: readonly string[]): Promise<World['applicants']> {
  const sessions: { accountId: string; token: string }[] = []
  for (const accountId of accountIds) sessions.push({ accountId, token: await openSession(owner, accountId) })
  return sessions
}

async function addFiles(owner: pg.Client, callId: string, files: readonly fixture.FileRow[]): Promise<void> {
  await copyRows(owner, fixture.ORGANISATIONS, files)
  await copyRows(owner, fixture.MEMBERS, files)
  await copyRows(owner, fixture.applicationsOf(callId), files)
  await copyRows(
    owner,
    fixture.REVISIONS,
    files.filter(({ status }) => status !== 'draft'),
  )
}

async function addLockedFiles(
  owner: pg.Client,
  callId: string,
  criteria: readonly { readonly id: string }[],
  crowd: fixture.Crowd,
  managerId: string,
): Promise<void> {
  const first = 1_000_000
  const files = [...Array(LOCKED_FILES).keys()].map((n) => fixture.fileOf(first + n, 'LOCKED', crowd, 'admissible'))
  await addFiles(owner, callId, files)
  for (const evaluatorId of crowd.evaluators) {
    await copyRows(owner, fixture.evaluationsOf(callId, criteria, evaluatorId), files)
  }
  await owner.query('insert into panel (call_id, locked_at, locked_by) values ($1, now(), $2)', [callId, managerId])
}
