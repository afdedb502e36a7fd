import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Letter, LetterOutbox, LetterPreview, LetterTemplate, ReceivedLetter } from '@progress-ess/shared/letters'
import { etagOf } from '../src/kit/etag.ts'
import { givenApp } from './support/app.ts'
import { codeOf, type File, OPEN } from './support/given-application.ts'
import { givenLockedPanel } from './support/given-panel.ts'

const world = await givenApp({ now: OPEN })
const [manager, agent] = [world.as('manager'), world.as('agent')]
const FACTS = {
  deliberation: 'n° 23.45 du 3 avril 2023',
  signataire: 'Anne Martin, vice-présidente, par délégation du Président',
  article: 'article 6',
  versement: 'Une avance de 70 %, le solde sur bilan.',
  finProjet: '31 décembre 2024',
  imputation: 'le chapitre 65, article 65748',
}

/** Three files, the first funded, the last under the threshold; every line is decided. */
async function givenDecided() {
  const wanted = [5, 4, 1].map((value) => ({ asked: 10_000, value }))
  const { call, files } = await givenLockedPanel(world, wanted)
  const path = `/api/v1/calls/${call.callId}`
  const { body } = await manager.post(`${path}/scenarios`).send({ label: 'Règles publiées' }).expect(201)
  await manager.post(`/api/v1/scenarios/${(body as { scenarioId: string }).scenarioId}/adoption`).expect(200)
  await manager.post(`${path}/decisions-confirmation`).expect(200)
  return { path, files, callId: call.callId }
}

const facts = (path: string, version = 0, change: object = {}) =>
  agent
    .put(`${path}/letter-facts`)
    .set('if-match', etagOf(version))
    .send({ ...FACTS, ...change })
const generate = (path: string, replacesEdited = false) => agent.post(`${path}/letters`).send({ replacesEdited })
async function outboxOf(path: string): Promise<LetterOutbox> {
  return (await agent.get(`${path}/letters`).expect(200)).body as LetterOutbox
}
async function givenGenerated() {
  const given = await givenDecided()
  await facts(given.path).expect(200)
  const { body } = await generate(given.path).expect(200)
  return { ...given, outbox: body as LetterOutbox }
}
const letterOf = ({ letters }: LetterOutbox, kind: Letter['kind'], file?: File): Letter => {
  const found = letters.find(
    (one) => one.kind === kind && (file === undefined || one.applicationId === file.applicationId),
  )
  if (found === undefined) throw new Error(`no ${kind}`)
  return found
}
const edit = ({ letterId, version }: Letter, body: object) =>
  agent.put(`/api/v1/letters/${letterId}`).set('if-match', etagOf(version)).send(body)
const at = (files: readonly File[], index: number): File => {
  const file = files[index]
  if (file === undefined) throw new Error('no file')
  return file
}

describe('letter templates', () => {
  it('are the product’s words until a call has its own; an unknown placeholder is refused with its place', async () => {
    const { path } = await givenDecided()
    const { body } = await agent.get(`${path}/letter-templates`).expect(200)
    const refusal = (body as { items: LetterTemplate[] }).items.find(({ kind }) => kind === 'refusal')
    expect(refusal).toMatchObject({ version: 0, title: 'Votre demande n’est pas retenue', allowedActions: ['change'] })
    const write = (text: object, version = 0) =>
      agent.put(`${path}/letter-templates/refusal`).set('if-match', etagOf(version)).send(text)
    const bad = await write({ title: 'Refus', body: 'Bonjour,\n{{prenom}}' }).expect(422)
    expect([codeOf(bad), (bad.body as { context: object }).context]).toEqual([
      'template-invalid',
      { name: 'prenom', line: 2, column: 1 },
    ])
    await write({ title: 'Refus {{dossier}}', body: '{{motif}}' }).expect(200)
    expect(codeOf(await write({ title: 'Autre', body: 'x' }).expect(412))).toBe('stale-version')
  })

  it('are tried on a real file; what is missing is named, never left blank', async () => {
    const { path, files } = await givenDecided()
    const preview = (body: string, applicationId?: string) =>
      agent
        .post(`${path}/letter-previews`)
        .send({ kind: 'refusal', title: 'Essai', body, ...(applicationId && { applicationId }) })
    const missing = await preview('{{deliberation}} {{signataire}} {{projet}}').expect(422)
    expect([codeOf(missing), (missing.body as { context: { missing: string } }).context.missing]).toEqual([
      'letter-value-missing',
      'deliberation, signataire',
    ])
    const { body } = await preview('{{dossier}} : {{motif}}\n{{calcul}}').expect(200)
    const { body: text, applicationId } = body as LetterPreview
    expect(applicationId).toBe(at(files, 2).applicationId)
    expect(text).toMatch(/: La note est sous le seuil de 50 points : il en manque 30\./)
    expect(text).toMatch(/article L\. 311-3-1[\s\S]*empreinte [0-9a-f]{64}[\s\S]*\/mes-dossiers\/[\s\S]*\/resultats/)
    expect(codeOf(await preview('x', at(files, 0).applicationId).expect(404))).toBe('decision-not-found')
  })
})

describe('the outbox', () => {
  it('holds a letter for each decision, made once; edited ones stay unless asked', async () => {
    const { path } = await givenDecided()
    expect(codeOf(await generate(path).expect(422))).toBe('letter-value-missing')
    expect((await outboxOf(path)).letters).toEqual([])
    await facts(path).expect(200)
    await generate(path).expect(200)
    const outbox = (await generate(path).expect(200)).body as LetterOutbox
    expect(outbox.letters.map(({ kind }) => kind).sort()).toEqual(['award', 'award', 'deed', 'deed', 'refusal'])
    expect(outbox).toMatchObject({ missingCount: 0 })
    const refusal = letterOf(outbox, 'refusal')
    await edit(refusal, { title: 'À la main', body: 'Nos mots.' }).expect(200)
    expect(codeOf(await edit(refusal, { title: 'Trop tard', body: 'x' }).expect(412))).toBe('stale-version')
    const again = (await generate(path).expect(200)).body as LetterOutbox
    expect(letterOf(again, 'refusal')).toMatchObject({ title: 'À la main', isEdited: true })
    const replaced = (await generate(path, true).expect(200)).body as LetterOutbox
    expect(letterOf(replaced, 'refusal')).toMatchObject({ title: refusal.title, isEdited: false })
    const braces = await edit(letterOf(replaced, 'refusal'), { title: 'x', body: 'Bonjour {{structure}}' }).expect(422)
    expect(codeOf(braces)).toBe('template-invalid')
  })

  it('lets nothing leave that tells what has changed since', async () => {
    const { path } = await givenGenerated()
    await facts(path, 1, { deliberation: 'n° 23.46 du 5 avril 2023' }).expect(200)
    const approve = () => manager.post(`${path}/letters-approval`)
    expect((await outboxOf(path)).letters.every(({ isOutdated }) => isOutdated)).toBe(true)
    expect(codeOf(await approve().expect(409))).toBe('letters-outdated')
    await generate(path).expect(200)
    await approve().expect(200)
    expect(codeOf(await approve().expect(409))).toBe('no-letter-waiting')
    await agent.post(`${path}/letters-approval`).expect(403)
    // An edit takes the approval back.
    const letter = letterOf(await outboxOf(path), 'refusal')
    await edit(letter, { title: letter.title, body: 'Relu.' }).expect(200)
    expect(letterOf(await outboxOf(path), 'refusal')).toMatchObject({ status: 'draft', isOutdated: false })
  })

  it('sends in one go once the results are published; the bytes stay, the first opening is the notification', async () => {
    const { path, files } = await givenGenerated()
    await manager.post(`${path}/letters-approval`).expect(200)
    const send = () => manager.post(`${path}/letters-sending`)
    expect(codeOf(await send().expect(409))).toBe('results-not-published')
    const waiting = letterOf(await outboxOf(path), 'refusal')
    const file = at(files, 2)
    const owner = world.as(file.owner)
    expect(codeOf(await owner.get(`/api/v1/letters/${waiting.letterId}/pdf`).expect(404))).toBe('letter-not-found')
    await manager.post(`${path}/results-publication`).expect(200)
    const sent = (await send().expect(200)).body as LetterOutbox
    expect(sent.letters.map(({ status }) => status)).toEqual(sent.letters.map(() => 'sent'))
    expect(codeOf(await send().expect(409))).toBe('no-letter-waiting')
    expect(codeOf(await edit(letterOf(sent, 'refusal'), { title: 'x', body: 'x' }).expect(409))).toBe(
      'letter-wrong-status',
    )
    await world.runJobs()
    const mails = world.sent.filter(({ subject }) => subject.includes('un courrier'))
    expect(mails).toHaveLength(3)
    expect(mails.filter(({ subject }) => /retenu|Association|épicerie/i.test(subject))).toEqual([])

    const received = async () =>
      ((await owner.get(`${file.path}/letters`).expect(200)).body as { items: ReceivedLetter[] }).items
    const [letter] = await received()
    expect(letter).toMatchObject({ kind: 'refusal', openedAt: null, notifiedAt: null })
    // Reading by the service is no notification.
    await agent.get(`/api/v1/letters/${letter?.letterId}/pdf`).expect(200)
    expect((await received())[0]?.openedAt).toBeNull()
    const pdf = await owner.get(`/api/v1/letters/${letter?.letterId}/pdf`).buffer(true).expect(200)
    expect(pdf.headers['content-type']).toBe('application/pdf')
    expect(
      createHash('sha256')
        .update(pdf.body as Buffer)
        .digest('hex'),
    ).toBe(letter?.sha256)
    const opened = (await received())[0]
    expect(opened?.openedAt).toBe(world.clock().toISOString())
    expect(opened?.notifiedAt).toBe(opened?.openedAt)
    const stranger = world.as(at(files, 0).owner)
    expect(codeOf(await stranger.get(`/api/v1/letters/${letter?.letterId}/pdf`).expect(404))).toBe('letter-not-found')
    await stranger.get(`${file.path}/letters`).expect(404)
    await expect(world.pool.query(`update letter set body = 'autre' where status = 'sent'`)).rejects.toThrow(
      'stays as it is',
    )
    await expect(world.pool.query(`delete from letter_file`)).rejects.toThrow('permission denied')
  })
})

describe('publication on a date', () => {
  const plan = (path: string, publishAt: string | null) => manager.put(`${path}/publication-date`).send({ publishAt })
  const later = (ms: number): string => new Date(world.clock().getTime() + ms).toISOString()

  it('that cannot take place is told to the managers, once, and shown until it is planned anew', async () => {
    // Nobody decided upon its file.
    const { call } = await givenLockedPanel(world, [{ asked: 10_000, value: 5 }])
    const { callId } = call
    const path = `/api/v1/calls/${callId}`
    const now = world.clock().toISOString()
    const at = later(3_600_000)
    await plan(path, at).expect(200)
    world.clock.set(at)
    const failed = () => world.sent.filter(({ subject }) => subject.includes('une publication prévue n’a pas eu lieu'))
    for (let turn = 0; turn < 2; turn += 1) {
      const payload = JSON.stringify({ callId, publishAt: at })
      await world.asOwner(`select graphile_worker.add_job('publish-on-date', $1::json)`, [payload])
      await world.runJobs()
    }
    expect(failed().filter(({ recipient }) => recipient === world.accountOf('manager').email)).toHaveLength(1)
    expect((await outboxOf(path)).publishFailure).toEqual({ code: 'decisions-incomplete', at })
    const again = await plan(path, later(3_600_000)).expect(200)
    expect((again.body as LetterOutbox).publishFailure).toBeNull()
    world.clock.set(now)
  })

  it('publishes and sends the approved letters at that instant, once', async () => {
    const { path, callId } = await givenGenerated()
    await manager.post(`${path}/letters-approval`).expect(200)
    expect(codeOf(await plan(path, later(-1)).expect(409))).toBe('publication-in-the-past')
    await plan(path, later(1_800_000)).expect(200)
    const at = later(3_600_000)
    await plan(path, at).expect(200)
    await agent.put(`${path}/publication-date`).send({ publishAt: at }).expect(403)
    const [job] = await world.asOwner<{ at: Date; jobs: number }>(
      `select run_at as at, count(*) over ()::int as jobs from graphile_worker.jobs where key = $1`,
      [`publish-on-date:${callId}`],
    )
    expect([job?.at.toISOString(), job?.jobs]).toEqual([at, 1])
    const run = async (): Promise<void> => {
      const payload = JSON.stringify({ callId, publishAt: at })
      await world.asOwner(`select graphile_worker.add_job('publish-on-date', $1::json)`, [payload])
      await world.runJobs()
    }
    const now = world.clock().toISOString()
    await run()
    expect((await outboxOf(path)).areResultsPublished).toBe(false)
    world.clock.set(at)
    await run()
    const outbox = await outboxOf(path)
    expect(outbox.areResultsPublished).toBe(true)
    expect(outbox.letters.filter(({ status }) => status !== 'sent')).toEqual([])
    await run()
    const published = await world.asOwner(
      `select 1 from audit_entry where operation = 'sendLetters' and subject_id = $1`,
      [callId],
    )
    expect(published).toHaveLength(1)
    expect(codeOf(await plan(path, later(3_600_000)).expect(409))).toBe('call-wrong-status')
    world.clock.set(now)
  })
})
