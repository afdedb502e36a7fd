import type { Application } from '@progress-ess/shared/applications'
import type autocannon from 'autocannon'
import type pg from 'pg'
import type { Traffic } from './load.ts'
import { kindsOf, recordStatements } from './statements.ts'
import type { World } from './world.ts'

type Draft = { readonly id: string; version: number }
/** The drafts of one applicant: one connection works on them. */
export type Desk = { readonly token: string; readonly drafts: Draft[] }

const SIGNED = JSON.stringify({
  declarations: ['accuracy', 'up-to-date', 'power-to-sign', 'republican-commitment', 'associations-charter'],
  signatoryName: 'Camille Exemple',
  signatoryQuality: 'Présidence',
})

/** What an editor sends while somebody types. */
const SAVE = JSON.stringify({
  answers: {
    need: 'Les habitants du quartier n’ont plus de commerce à moins de vingt minutes à pied. '.repeat(6),
    description: 'Un camion passe trois fois par semaine et vend à prix coûtant des produits locaux. '.repeat(8),
  },
})

/** One operation that writes: how to ask for it, and what to do with the answer. */
export type WriteCase = {
  readonly name: string
  readonly method: 'PATCH' | 'POST'
  readonly body: string
  readonly pathOf: (draft: Draft) => string
  readonly done: (desk: Desk, answer: Application) => void
  /** Requests of a round. */
  readonly amount: number
}

export const AUTOSAVE: WriteCase = {
  name: 'Autosave',
  method: 'PATCH',
  body: SAVE,
  pathOf: ({ id }) => `/api/v1/applications/${id}`,
  done: ({ drafts: [draft] }, { version }) => {
    if (draft !== undefined) draft.version = version
  },
  amount: 600,
}

/** Each file is submitted once. */
export const SUBMISSION: WriteCase = {
  name: 'Submission',
  method: 'POST',
  body: SIGNED,
  pathOf: ({ id }) => `/api/v1/applications/${id}/submission`,
  done: ({ drafts }) => void drafts.shift(),
  amount: 300,
}

export async function desksOf({ callId, applicants }: World, owner: pg.Client): Promise<Desk[]> {
  const desks: Desk[] = []
  for (const { accountId, token } of applicants) {
    const { rows } = await owner.query<Draft>(
      `select application_id as id, version from application join organisation_member using (organisation_id)
        where call_id = $1 and account_id = $2 and application.status = 'draft' order by application_id limit 2000`,
      [callId, accountId],
    )
    desks.push({ token, drafts: rows })
  }
  return desks
}

const headersOf = ({ token }: Desk, { version }: Draft) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  'if-match': `"${version}"`,
})

/** Each connection sends what its applicant would, one request after the answer to the one before. */
export function traffic(url: string, write: WriteCase, desks: readonly Desk[]): Traffic {
  const { method, body, pathOf, done, amount } = write
  let next = 0
  return {
    url,
    connections: desks.length,
    amount,
    setupClient: (client) => {
      const desk = desks[next % desks.length]
      next += 1
      if (desk === undefined) throw new Error('No applicant is left')
      const request: autocannon.Request = {
        method,
        body,
        setupRequest: (request) => {
          const draft = desk.drafts[0]
          if (draft === undefined) throw new Error('No draft is left')
          return { ...request, path: pathOf(draft), headers: headersOf(desk, draft) }
        },
        onResponse: (status, answer) => {
          if (status < 300) done(desk, JSON.parse(answer) as Application)
        },
      }
      ;(client as unknown as { setRequests: (requests: autocannon.Request[]) => void }).setRequests([request])
    },
  }
}

/** The same load on the floor: as many statements of the same kinds, a body of the same size, an answer of the same. */
export const floorTraffic = (
  url: string,
  { body, amount }: WriteCase,
  recipe: Recipe,
  connections: number,
): Traffic => {
  let next = 0
  return {
    url,
    connections,
    amount,
    setupClient: (client) => {
      next += 1
      const path = `/write/${next}?recipe=${recipe.kinds.join(',')}&path=${encodeURIComponent(recipe.path)}`
      const request = { method: 'POST' as const, path, body, headers: { 'content-type': 'application/json' } }
      ;(client as unknown as { setRequests: (requests: autocannon.Request[]) => void }).setRequests([request])
    },
  }
}

export type Recipe = {
  readonly kinds: readonly string[]
  /** Under which the floor finds the bytes of the answer. */
  readonly path: string
  readonly answer: string
}

/** Runs the operation once in this process and looks what it sends to PostgreSQL. */
export async function recipeOf(appUrl: string, write: WriteCase, desk: Desk): Promise<Recipe> {
  const recorder = await recordStatements(appUrl)
  try {
    let answer = ''
    const ask = async (): Promise<void> => {
      const [draft] = desk.drafts
      if (draft === undefined) throw new Error('No draft is left')
      const { method, body, pathOf, done } = write
      const response = await recorder.app.inject({ method, url: pathOf(draft), body, headers: headersOf(desk, draft) })
      if (response.statusCode >= 300) throw new Error(response.body)
      answer = response.body
      done(desk, response.json<Application>())
    }
    await ask()
    const sent = await recorder.during(ask)
    return { kinds: sent.flatMap(({ text }) => kindsOf(text)), path: write.name, answer }
  } finally {
    await recorder.close()
  }
}
