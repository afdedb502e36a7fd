import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { verifyWebhook, WebhookError } from '@progress-ess/client/webhooks'
import type { Simulator } from './simulator.ts'
import type { Dossier, Step } from './store.ts'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 1rem 0 .5rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; border-bottom: 1px solid #8886; vertical-align: top; overflow-wrap: anywhere; }
thead th { font-size: .875rem; font-weight: 400; opacity: .8; }
@media (min-width: 45.01rem) { td:first-child { white-space: nowrap; } }
form { display: inline; }
button { font: inherit; padding: .25rem .75rem; margin: .125rem .25rem .125rem 0; min-height: 2.25rem; }
.state { font-weight: 600; }
@media (max-width: 45rem) {
  thead { display: none; }
  tr { display: block; padding: .75rem 0; border-bottom: 1px solid #8886; }
  td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); padding: .125rem 0; border: 0; }
  td::before { content: attr(data-label); font-size: .875rem; opacity: .8; }
}
`
const CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

const STATES: Readonly<Record<string, string>> = {
  sent: 'envoyée',
  received: 'reçue',
  info_requested: 'question posée',
  accepted: 'acceptée',
  in_progress: 'en cours',
  on_hold: 'en pause',
  completed: 'terminée',
  no_solution: 'sans solution',
  unreachable: 'injoignable',
  closed_no_news: 'sans nouvelles',
  declined: 'déclinée',
  expired: 'expirée',
  cancelled: 'annulée',
  transferred: 'transmise',
}

const ACTIONS = {
  accept: { words: 'Accepter', from: ['sent', 'received', 'info_requested'] },
  decline: { words: 'Décliner', from: ['sent', 'received', 'info_requested'] },
  complete: { words: 'Terminer', from: ['accepted', 'in_progress'] },
} as const
type Action = keyof typeof ACTIONS
const isAction = (text: string): text is Action => Object.hasOwn(ACTIONS, text)

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const COLUMNS = ['Référence', 'Personne', 'Projet', 'Sens', 'État'] as const
const countOf = (count: number): string => `${count} ${count < 2 ? 'dossier' : 'dossiers'}`

function rowOf({ referralId, card, assignments }: Dossier, partnerId: string): string {
  const cells = [...assignments].map(([assignmentId, { status, recipientId }]) => {
    const open = recipientId === partnerId ? (Object.keys(ACTIONS) as Action[]) : []
    const buttons = open
      .filter((action) => (ACTIONS[action].from as readonly string[]).includes(status))
      .map(
        (action) =>
          `<form method="post" action="/acts"><input type="hidden" name="referralId" value="${escape(referralId)}"><input type="hidden" name="assignmentId" value="${escape(assignmentId)}"><button name="action" value="${action}">${ACTIONS[action].words}</button></form>`,
      )
    return `<span class="state">${escape(STATES[status] ?? status)}</span> ${buttons.join('')}`
  })
  const side = card === null ? '' : card.side === 'source' ? 'envoyée' : 'reçue'
  const values = [
    escape(card?.reference ?? referralId),
    escape(card?.person ?? '—'),
    escape(card?.title ?? '—'),
    side,
    cells.join('<br>'),
  ]
  return `<tr>${values.map((value, index) => `<td data-label="${COLUMNS[index]}"><div>${value}</div></td>`).join('')}</tr>`
}

function pageOf({ options, store, partnerId }: Simulator): string {
  const rows = [...store.dossiers.values()].reverse().slice(0, 200)
  const body =
    rows.length === 0
      ? '<p>Aucun dossier pour l’instant.</p>'
      : `<table><caption>${countOf(store.dossiers.size)}</caption><thead><tr>${COLUMNS.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.map((one) => rowOf(one, partnerId)).join('')}</tbody></table>`
  const name = escape(options.name)
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${name}\u00a0: dossiers</title><style>${STYLE}</style></head><body><main><h1>${name}</h1><p>Le système de ce partenaire\u00a0: un programme à part, qui ne connaît que le contrat publié.</p>${body}</main></body></html>`
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > 100_000) throw new RangeError('too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What a person does on the page. */
function stepsFor(simulator: Simulator, form: URLSearchParams): Step[] {
  const [referralId = '', assignmentId = '', action = ''] = ['referralId', 'assignmentId', 'action'].map(
    (name) => form.get(name) ?? '',
  )
  const assignment = simulator.store.dossiers.get(referralId)?.assignments.get(assignmentId)
  if (assignment === undefined || !isAction(action)) return []
  const { words } = simulator.options
  const target = { referralId, assignmentId }
  // Of this press in this state: a second press of the same button is the same step.
  const key = `page.${assignmentId}.${assignment.steps}.${action}`
  if (action === 'accept') return [{ do: 'event', key, ...target, body: { event: 'accept', ownerName: 'Accueil' } }]
  if (action === 'decline') {
    return [{ do: 'event', key, ...target, body: { event: 'decline', reasonCode: words.full, text: 'Plus de place.' } }]
  }
  return [
    { do: 'reach', key: `${key}.reach`, ...target },
    { do: 'event', key, ...target, body: { event: 'complete', outcomes: [{ code: words.outcome }] } },
  ]
}

/** From this very page: neither another site nor another name for this address. */
function isOwn({ headers }: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host = '', origin } = headers
  return hosts.includes(host) && (origin === undefined || hosts.some((one) => origin === `http://${one}`))
}

async function answer(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ServerResponse> {
  const { port } = simulator.options
  const place = `${request.method ?? ''} ${request.url ?? ''}`
  const end = (
    status: number,
    body = '',
    type = 'text/plain; charset=utf-8',
    more: Record<string, string> = {},
  ): ServerResponse => {
    response.writeHead(status, {
      'content-type': type,
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      ...more,
    })
    return response.end(body)
  }
  if (place === 'POST /webhooks') {
    const { webhook } = simulator.store
    if (webhook === null) return end(503)
    const event = await verifyWebhook({
      secret: webhook.secret,
      headers: request.headers,
      body: Uint8Array.from(await bodyOf(request)),
    })
    await simulator.receive(event)
    return end(204)
  }
  if (!isOwn(request, port)) return end(403, 'Not from this page')
  if (place === 'GET /') return end(200, pageOf(simulator), 'text/html; charset=utf-8')
  if (place === 'GET /state') return end(200, JSON.stringify(stateOf(simulator)), 'application/json')
  if (place === 'POST /acts') {
    const form = new URLSearchParams((await bodyOf(request)).toString())
    for (const step of stepsFor(simulator, form)) await simulator.ask(step)
    return end(303, '', undefined, { location: '/' })
  }
  return end(404, 'Nothing here')
}

export type State = {
  readonly pending: number
  readonly breaks: readonly string[]
  readonly refused: Readonly<Record<string, number>>
  readonly dossiers: readonly {
    readonly referralId: string
    readonly side: string | null
    readonly eventIds: readonly string[]
    readonly assignments: readonly { assignmentId: string; status: string; steps: number }[]
  }[]
}

function stateOf({ store, pending }: Simulator): State {
  const refused: Record<string, number> = {}
  for (const code of store.done.values()) if (code !== null) refused[code] = (refused[code] ?? 0) + 1
  return {
    pending,
    breaks: store.breaks,
    refused,
    dossiers: [...store.dossiers.values()].map(({ referralId, card, assignments, events }) => ({
      referralId,
      side: card?.side ?? null,
      eventIds: events.map(({ id }) => id),
      assignments: [...assignments].map(([assignmentId, { status, steps }]) => ({ assignmentId, status, steps })),
    })),
  }
}

/** The page of a partner, and where its webhooks arrive. On this machine alone. */
export function servePage(simulator: Simulator): Promise<Server> {
  const server = createServer((request, response) => {
    answer(simulator, request, response).catch((error: unknown) => {
      const status = error instanceof WebhookError || error instanceof RangeError ? 400 : 500
      if (status === 500) simulator.options.say(`page: ${(error as Error).message}`)
      if (!response.headersSent) response.writeHead(status)
      response.end()
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(simulator.options.port, '127.0.0.1', () => resolve(server))
  })
}
