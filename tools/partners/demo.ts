import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Client } from '@progress-ess/client'
import { listPartners } from '@progress-ess/shared/partners'
import { getReferral, listReferrals, recordAssignmentEvent, type Referral } from '@progress-ess/shared/referrals'
import { addressFrom, countFrom, runProgram, Unusable } from '../lib/program.ts'
import { enterAs, ensurePartner, freshKey } from './administration.ts'
import { type Child, startSimulator } from './children.ts'

const HELP = `Two chambers, each a program of its own, and a referral that goes CMA → département → CCI and back.

  npm run demo:partners                                  a demonstration at http://localhost:3000
  npm run demo:partners -- --url http://localhost:4000   another address
  npm run demo:partners -- --keep                        leaves the chambers running, with their pages
  npm run demo:partners -- --cci-port 5501 --cma-port 5502   other ports of the chambers than 4401 and 4402
`

export type Story = {
  readonly url: string
  readonly ports: readonly [cci: number, cma: number]
  readonly folder: string
  readonly feedOnly?: boolean
  readonly say: (line: string) => void
}

/** Plays it to its end. Answers the referral as the CMA, which sent it, reads it last, and the two programs. */
export async function playPartners({ url, ports, folder, feedOnly = false, say }: Story) {
  say('1. Le département tient ses partenaires : deux conventions, deux clés.')
  const manager = await enterAs(url, 'manager')
  const cci = await ensurePartner(manager, {
    kind: 'cci',
    name: 'CCI (démonstration)',
    connection: 'full',
    contactEmail: 'cci@partenaire.example',
  })
  const cma = await ensurePartner(manager, {
    kind: 'cma',
    name: 'CMA (démonstration)',
    connection: 'pull',
    contactEmail: 'cma@partenaire.example',
  })
  const home = (await manager.call(listPartners)).data.items.find(({ kind }) => kind === 'department')
  if (home === undefined) throw new Unusable(`The département is not among the partners of ${url}.`)
  const keys = {
    cci: (await freshKey(manager, cci.partnerId, 'live', 'demo:partners')).secret,
    cma: (await freshKey(manager, cma.partnerId, 'live', 'demo:partners')).secret,
  }

  say('2. Les deux systèmes démarrent, chacun dans son processus ; ils ne connaissent que le contrat publié.')
  const prefix = `DEMO-${Date.now().toString(36).toUpperCase()}`
  const cciSystem = startSimulator({
    kind: 'cci',
    url,
    key: keys.cci,
    port: ports[0],
    file: join(folder, 'cci.jsonl'),
    more: ['--auto', ...(feedOnly ? ['--feed'] : [])],
  })
  await cciSystem.says(/^ready /m)
  const sending = [
    '--auto',
    '--steady',
    '--send',
    '1',
    '--to',
    home.partnerId,
    '--covers',
    cci.partnerId,
    '--prefix',
    prefix,
  ]
  const cmaSystem = startSimulator({
    kind: 'cma',
    url,
    key: keys.cma,
    port: ports[1],
    file: join(folder, 'cma.jsonl'),
    more: sending,
  })
  await cmaSystem.says(/^ready /m)
  say(`   CCI : http://localhost:${ports[0]}   CMA : http://localhost:${ports[1]}`)

  const agent = await enterAs(url, 'agent')
  const received = await until(() => find(agent, home.partnerId, `${prefix}-0001`), 'the referral of the CMA')
  say(`3. La CMA oriente une personne vers le département : ${received.reference}, avec son consentement.`)

  const own = received.assignments.find(({ recipient }) => recipient.partnerId === home.partnerId)
  if (own === undefined) throw new Error('The département has no assignment')
  const params = { assignmentId: own.assignmentId }
  await agent.call(recordAssignmentEvent, { params, body: { event: 'accept', ownerName: 'Camille Rousset' } })
  say('4. Le département accepte…')
  const transfer = { event: 'transfer', recipientId: cci.partnerId } as const
  await agent.call(recordAssignmentEvent, { params, body: transfer })
  say('5. … et transmet à la CCI, que le consentement couvre aussi.')

  const ended = await until(async () => {
    const now = (await agent.call(getReferral, { params: { referralId: received.referralId } })).data
    const child = now.assignments.find(({ recipient }) => recipient.partnerId === cci.partnerId)
    return child !== undefined && isOver(child) ? { now, child } : null
  }, 'the end at the CCI')
  for (const { event, actorName } of ended.now.history) say(`   ${actorName ?? 'le service'} : ${event}`)
  const outcomes = ended.child.outcomes.map(({ code }) => code).join(', ')
  say(
    `6. La CCI a terminé, avec ses propres mots, traduits par sa table de codes : ${outcomes === '' ? (ended.child.reasonCode ?? '') : outcomes}.`,
  )

  const state = await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${ports[1]}/state`)
    const { dossiers } = (await answer.json()) as {
      dossiers: { referralId: string; assignments: { status: string }[] }[]
    }
    const mine = dossiers.find(({ referralId }) => referralId === received.referralId)
    // What was declined may have been opened again meanwhile, and ended otherwise.
    return mine?.assignments.some(isOver) === true ? mine : null
  }, 'the news at the CMA')
  say(`7. La CMA l’a lu dans son fil d’événements : ${state.assignments.map(({ status }) => status).join(', ')}.`)
  return { referral: ended.now, state, systems: [cciSystem, cmaSystem] as const }
}

const isOver = ({ status }: { readonly status: string }): boolean => ['completed', 'declined'].includes(status)

/** Sent to the département under this reference of the sender, which only the sender sees: found by the title. */
async function find(agent: Client, _home: string, externalRef: string): Promise<Referral | null> {
  const querystring = { side: 'recipient', sort: '-updatedAt', limit: 20 } as const
  for (const { referralId, partyName } of (await agent.call(listReferrals, { querystring })).data.items) {
    if (partyName?.endsWith(externalRef) !== true) continue
    return (await agent.call(getReferral, { params: { referralId } })).data
  }
  return null
}

async function until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Unusable(
    `Waited two minutes in vain for ${what}. Does the service at this address run its jobs (JOBS=inline, or a worker)?`,
  )
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:3000' },
      'cci-port': { type: 'string', default: '4401' },
      'cma-port': { type: 'string', default: '4402' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  if (values.help) {
    say(HELP)
    return
  }
  const url = addressFrom('--url', values.url)
  const ports = [
    countFrom('--cci-port', values['cci-port'], 65_535),
    countFrom('--cma-port', values['cma-port'], 65_535),
  ] as const
  const folder = mkdtempSync(join(tmpdir(), 'progress-ess-partners-'))
  const { systems } = await playPartners({ url, ports, folder, say })
  if (values.keep) {
    say('Les deux systèmes restent ouverts ; Ctrl-C les arrête.')
    return
  }
  await Promise.all(systems.map((system: Child) => system.kill('SIGTERM')))
  rmSync(folder, { recursive: true, force: true })
}

if (process.argv[1]?.endsWith('demo.ts') === true) runProgram(main)
