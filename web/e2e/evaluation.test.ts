import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { decideAdmissibility, openReview } from '@progress-ess/shared/applications'
import type { Call } from '@progress-ess/shared/calls'
import {
  assignEvaluations,
  declareNoConflict,
  getEvaluation,
  getPanel,
  saveEvaluation,
  sendBackEvaluation,
  submitEvaluation,
  type Evaluation,
  type Panel,
} from '@progress-ess/shared/evaluations'
import type { Page } from 'playwright-core'
import { expectFitsAll, expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser } from './support/browser.ts'
import {
  demoAccounts,
  enterAs,
  publishShortCall,
  submitFile,
  untilAllowed,
  type Actor,
  type Filed,
} from './support/closed-call.ts'

jest.setTimeout(240_000)
const { visit } = useBrowser()
const OPEN_MS = 25_000
const PATIENCE_MS = 240_000
const TITLES = ['Les vélos du canal', 'La cantine des voisins'] as const
let call: Call
let agent: Actor
let evaluators: readonly Actor[] = []
const files: Filed[] = []

/** The grid of edition 3, where roots may not apply, and one zero for innovation ends it. */
const strictGrid = (grid: Call['grid']): Call['grid'] => ({
  ...grid,
  criteria: grid.criteria.map((criterion) => {
    if (criterion.id === 'roots') return { ...criterion, naAllowed: true }
    if (criterion.id !== 'innovation') return criterion
    return { ...criterion, eliminatory: { minMark: 1, basis: 'eachEvaluator' } }
  }),
})

const applicationIdOf = (index: number): string => files[index]!.application.applicationId
const evaluatorAt = (index: number): Actor => evaluators[index]!

/** A closed call of our own with two admissible files, which nobody is to evaluate yet. */
beforeAll(async () => {
  const [agents, applicants, readers] = await Promise.all(
    (['agent', 'applicant', 'evaluator'] as const).map((role) => demoAccounts(role)),
  )
  agent = await enterAs(agents![0]!)
  evaluators = await Promise.all(readers!.map((account) => enterAs(account)))
  const owners = await Promise.all(applicants!.slice(8, 16).map((account) => enterAs(account)))
  call = await publishShortCall('Un appel à évaluer', OPEN_MS, ({ grid }) => ({ grid: strictGrid(grid) }))
  for (const owner of owners) {
    const title = TITLES[files.length]
    const filed =
      title === undefined
        ? null
        : await submitFile(owner, call.callId, title).catch((error: unknown) => {
            if (String(error).includes('organisation-not-eligible')) return null
            throw error
          })
    if (filed === null) await owner.leave()
    else files.push(filed)
  }
  expect(files).toHaveLength(TITLES.length)
  await untilAllowed(agent, applicationIdOf(0), 'open_review')
  for (const { application } of files) {
    const params = { applicationId: application.applicationId }
    await agent.call(openReview, { params })
    await agent.call(decideAdmissibility, { params, body: { decision: 'admissible' } })
  }
}, PATIENCE_MS)

afterAll(async () => {
  await Promise.all([agent, ...evaluators, ...files.map(({ owner }) => owner)].map((actor) => actor.leave()))
})

async function assign(file: number, evaluator: number): Promise<string> {
  const { items } = await agent.call<{ items: { evaluationId: string }[] }>(assignEvaluations, {
    body: { items: [{ applicationId: applicationIdOf(file), evaluatorId: evaluatorAt(evaluator).account.accountId }] },
  })
  return items[0]!.evaluationId
}

const read = (evaluationId: string): Promise<Evaluation> =>
  agent.call<Evaluation>(getEvaluation, { params: { evaluationId } })
const readPanel = (): Promise<Panel> => agent.call<Panel>(getPanel, { params: { callId: call.callId } })

/** Declares, marks everything alike and hands in, through the API. */
async function handIn(evaluator: number, evaluationId: string, value: number): Promise<void> {
  const actor = evaluatorAt(evaluator)
  const params = { evaluationId }
  const opened = await actor.call<Evaluation>(declareNoConflict, { params })
  const marks = Object.fromEntries(
    call.grid.criteria.map(({ id }) => [id, { value, isNotApplicable: false, comment: 'Voir le dossier.' }]),
  )
  const saved = await actor.call<Evaluation>(saveEvaluation, { params, version: opened.version, body: { marks } })
  await actor.call(submitEvaluation, { params, version: saved.version })
}

/** Waits until the server knows; the page saves by itself. */
async function untilSaved(evaluationId: string, holds: (evaluation: Evaluation) => boolean): Promise<Evaluation> {
  const until = Date.now() + 60_000
  for (;;) {
    const evaluation = await read(evaluationId)
    if (holds(evaluation)) return evaluation
    if (Date.now() > until) throw new Error(`never saved: ${JSON.stringify(evaluation.marks)}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

async function declare(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /Je n’ai aucun lien/ }).check()
  await page.getByRole('button', { name: 'Ouvrir le dossier' }).click()
  await page.getByRole('heading', { level: 2, name: 'Votre évaluation' }).waitFor()
}

const name = (index: number): string => evaluatorAt(index).account.displayName

describe('an evaluator', () => {
  it('finds the file in the queue, declares, marks by the keyboard, loses the network once, hands in', async () => {
    const evaluationId = await assign(0, 0)
    const visitor = await visit()
    const { page, context } = visitor
    await signInAs(visitor, 'evaluator', name(0))
    await visitor.open('/evaluations')
    await page
      .getByRole('table', { name: /À traiter/ })
      .getByRole('link', { name: new RegExp(files[0]!.application.number ?? TITLES[0]) })
      .click()

    await page.getByRole('heading', { level: 1, name: 'Avez-vous un lien avec ce dossier ?' }).waitFor()
    expect(await page.getByText('Les habitants demandent un lieu').count()).toBe(0)
    await expectNoAxeViolations(page)
    await declare(page)
    await page.getByText('Les habitants demandent un lieu').waitFor()
    await page.getByRole('table', { name: 'Charges' }).waitFor()

    await page.getByRole('region', { name: 'La grille' }).focus()
    for (const key of ['4', 'n', '3', 'n', '1']) await page.keyboard.press(key)
    const three = await untilSaved(evaluationId, ({ markedCount }) => markedCount === 3)
    // 100 · (30·4 + 25·3 + 20·1) / (5 · 75), as the API computes it.
    expect(three.total).toMatchObject({ numerator: '172', denominator: '3', display: '57.33' })
    await page.locator('[data-total]').getByText('57,33').waitFor()
    await page.getByText('exactement 172/3').waitFor()

    await page.getByRole('button', { name: 'Rendre cette évaluation' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'complétez' })
    await summary.getByRole('link', { name: /Caractère innovant/ }).click()
    await page.keyboard.type('Deux ateliers font déjà cela à Malakoff.')
    await untilSaved(evaluationId, ({ marks }) => marks['innovation']?.comment?.endsWith('Malakoff.') === true)

    await context.setOffline(true)
    await summary.getByRole('link', { name: /Solidité du budget/ }).click()
    for (const key of ['5', 'n', '2']) await page.keyboard.press(key)
    await page.getByText('Hors connexion.').first().waitFor()
    // The tab is closed before the network is back: another finds what was typed in it.
    await page.close()
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto(`/evaluations/${evaluationId}`)
    await again.getByText('a été remis en place').waitFor()
    const whole = await untilSaved(evaluationId, ({ markedCount }) => markedCount === 5)
    expect([whole.marks['soundness']?.value, whole.marks['roots']?.value]).toEqual([5, 2])
    await expectNoAxeViolations(again)

    await again.getByRole('button', { name: 'Rendre cette évaluation' }).click()
    await again.getByText('Évaluation rendue').waitFor()
    expect((await read(evaluationId)).status).toBe('submitted')
  })

  it('who has a link says which, and sees nothing of the file any more', async () => {
    const evaluationId = await assign(0, 1)
    const visitor = await visit({ width: 320 })
    const { page } = visitor
    await signInAs(visitor, 'evaluator', name(1))
    await visitor.open(`/evaluations/${evaluationId}`)
    await page.getByRole('radio', { name: /J’ai un lien/ }).check()
    await page.getByRole('button', { name: 'Quitter ce dossier' }).click()
    await page.getByRole('alert').getByRole('link').first().waitFor()
    await expectNoAxeViolations(page)
    await page.getByRole('radio', { name: 'Famille ou proche' }).check()
    await page.getByRole('textbox', { name: 'En quelques mots' }).fill('Ma sœur préside cette association.')
    await page.getByRole('button', { name: 'Quitter ce dossier' }).click()
    await page.getByRole('heading', { level: 1, name: 'Vous avez quitté ce dossier' }).waitFor()
    expect(await page.getByText(TITLES[0]).count()).toBe(0)
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)
    await visitor.open('/evaluations')
    await page.getByRole('table', { name: 'Dossiers que vous avez quittés' }).waitFor()
    expect(await page.getByText(TITLES[0]).count()).toBe(0)
  })

  it('reads why an evaluation came back, and settles what two tabs wrote', async () => {
    const evaluationId = await assign(1, 0)
    await handIn(0, evaluationId, 3)
    await agent.call(sendBackEvaluation, { params: { evaluationId }, body: { reason: 'Précisez l’ancrage local.' } })
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'evaluator', name(0))
    await visitor.open(`/evaluations/${evaluationId}`)
    await page.getByText('Précisez l’ancrage local.').waitFor()
    // Elsewhere, the same evaluator has changed the same mark.
    const { version, marks } = await read(evaluationId)
    await evaluatorAt(0).call(saveEvaluation, {
      params: { evaluationId },
      version,
      body: { marks: { need: { ...marks['need'], value: 5 } } },
    })
    await page
      .getByRole('group', { name: /Réponse à un besoin/ })
      .getByRole('radio', { name: '1', exact: true })
      .check()
    const conflict = page.getByRole('group', { name: 'Réponse à un besoin du quotidien', exact: true })
    await conflict.getByRole('button', { name: 'Garder le mien' }).click()
    const saved = await untilSaved(evaluationId, (evaluation) => evaluation.marks['need']?.value === 1)
    expect(saved.sentBackReason).toBe('Précisez l’ancrage local.')
    await page.getByRole('button', { name: 'Rendre cette évaluation' }).click()
    await page.getByText('Évaluation rendue').waitFor()
  })

  it('has a queue and a grid that are accessible in every size and theme', async () => {
    const id = await assign(1, 3)
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'evaluator', name(3))
    await visitor.open('/evaluations')
    await page.getByRole('heading', { level: 2, name: 'Le prochain à traiter' }).waitFor()
    await expectFitsAll(page)
    await visitor.open(`/evaluations/${id}`)
    await declare(page)
    await page.getByRole('heading', { level: 2, name: 'Votre évaluation' }).waitFor()
    await expectFitsAll(page)
  })
})

describe('the board', () => {
  const board = (): string => `/evaluation?call=${call.callId}`

  it('gives files to evaluators, and takes one back', async () => {
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'agent')
    await visitor.open(board())
    await page.getByRole('button', { name: 'Tout choisir' }).click()
    await page.getByRole('button', { name: 'Confier 2 dossiers' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: new RegExp(name(2).split(' (')[0]!) }).check()
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Confier (2 évaluations)' }).click()
    await dialog.waitFor({ state: 'detached' })
    const cell = page.getByRole('button', { name: new RegExp(`${name(2).split(' (')[0]!}.* : À ouvrir`) })
    await cell.first().waitFor()
    expect(await cell.count()).toBe(2)

    await cell.first().click()
    await dialog.getByRole('button', { name: 'Reprendre ce dossier' }).click()
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Reprendre', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector('[role="dialog"]') === null)
    expect(
      (await readPanel()).lines[0]?.evaluations.some(
        ({ evaluatorId }) => evaluatorId === evaluatorAt(2).account.accountId,
      ),
    ).toBe(false)
  })

  it('shows states, scores and what prevents the lock; the manager locks, then reopens', async () => {
    // Each file gets the two evaluations that the grid asks for.
    for (const [file, evaluator, value] of [
      [0, 2, 4],
      [0, 3, 3],
      [1, 1, 2],
    ] as const) {
      const evaluationId = await assign(file, evaluator)
      await handIn(evaluator, evaluationId, value)
    }
    const panel = await readPanel()
    const score = panel.lines[0]?.score?.display
    expect(score).toBeDefined()
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'manager')
    await visitor.open(board())
    const shown = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2 }).format(Number(score))
    await page
      .getByRole('img', { name: new RegExp(`Note ${shown}`) })
      .first()
      .waitFor()
    await page
      .getByRole('button', { name: /: Retirée/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Verrouiller les notes' }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByText(/non rendues? ne comptera|non rendues ne compteront|Aucune évaluation n’est laissée/)
      .first()
      .waitFor()
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Verrouiller les notes' }).click()
    await page.getByText('Les notes sont verrouillées', { exact: true }).waitFor()
    expect((await readPanel()).isLocked).toBe(true)

    await page.getByRole('button', { name: 'Rouvrir les notes' }).click()
    await dialog.getByRole('textbox', { name: /Motif/ }).fill('Une évaluation a été oubliée.')
    await dialog.getByRole('button', { name: 'Rouvrir les notes' }).click()
    await page.getByRole('button', { name: 'Verrouiller les notes' }).waitFor()
    expect((await readPanel()).isLocked).toBe(false)
  })

  it('sends one evaluation back, and sets one aside; a zero and a « sans objet » then count', async () => {
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'agent')
    await visitor.open(board())
    const dialog = page.getByRole('dialog')
    const cellOf = (evaluator: number) =>
      page
        .getByRole('row')
        .filter({ hasText: TITLES[0] })
        .getByRole('button', { name: new RegExp(name(evaluator).split(' (')[0]!) })
    await cellOf(3).click()
    await dialog.getByRole('button', { name: 'Écarter cette évaluation' }).click()
    await dialog.getByRole('button', { name: 'Écarter', exact: true }).click()
    await dialog.getByText(/motif/i).first().waitFor()
    await dialog.getByLabel('Motif').fill('Un lien familial est apparu depuis.')
    await expectNoAxeViolations(page)
    await dialog.getByRole('button', { name: 'Écarter', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await cellOf(3).getByText('Retirée').waitFor()
    await cellOf(2).click()
    await dialog.getByRole('button', { name: 'Renvoyer à l’évaluateur' }).click()
    await dialog.getByLabel('Motif').fill('Le projet existe déjà dans la commune : revoyez l’innovation.')
    await dialog.getByRole('button', { name: 'Renvoyer', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    const line = (await readPanel()).lines.find(({ applicationId }) => applicationId === applicationIdOf(0))
    const { accountId } = evaluatorAt(2).account
    const evaluationId = line!.evaluations.find(({ evaluatorId }) => evaluatorId === accountId)!.evaluationId
    const evaluator = await visit({ width: 320 })
    await signInAs(evaluator, 'evaluator', name(2))
    await evaluator.open(`/evaluations/${evaluationId}`)
    const own = evaluator.page
    await own.getByText('revoyez l’innovation').waitFor()
    const criterion = (id: string) => own.locator(`[data-criterion="${id}"]`)
    await criterion('innovation').getByRole('radio', { name: '0', exact: true }).check()
    await criterion('innovation').getByText('Cette note est sous le seuil éliminatoire.').waitFor()
    await criterion('roots').getByRole('checkbox', { name: 'Sans objet' }).check()
    // 100 · (30·4 + 25·4 + 20·0 + 15·4) / (5 · 90): the weight of what does not apply is shared out.
    const saved = await untilSaved(evaluationId, ({ marks }) => marks['roots']?.isNotApplicable === true)
    expect(saved.total).toMatchObject({ numerator: '560', denominator: '9' })
    await expectNoAxeViolations(own)
    await expectNoSideScroll(own)
    await own.getByRole('button', { name: 'Rendre cette évaluation' }).click()
    await own.getByText('Évaluation rendue').waitFor()

    await page.reload()
    await page.getByText('Éliminé par : Caractère innovant').waitFor()
  })

  it('is accessible in every size and theme', async () => {
    const visitor = await visit()
    const { page } = visitor
    await signInAs(visitor, 'agent')
    await visitor.open(board())
    await page.getByRole('table', { name: /Dossiers et évaluateurs/ }).waitFor()
    await expectFitsAll(page)
  })
})
