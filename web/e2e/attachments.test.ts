import { readFile as readBytes } from 'node:fs/promises'
import { describe, expect, it, jest } from '@jest/globals'
import { submitApplication } from '@progress-ess/shared/applications'
import { expectNoAxeViolations, expectNoSideScroll, signInAs, useBrowser, type Visitor } from './support/browser.ts'
import { callAs, COMPLETE_CONTENT, DECLARATIONS, readFile, saveFile, startFile } from './support/files.ts'

jest.setTimeout(120_000)
const { visit } = useBrowser()

const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n')
const pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: PDF })

/** An applicant in front of the section that asks for documents, in a complete file of his own. */
async function givenSection(options: Parameters<typeof visit>[0] = {}) {
  const visitor = await visit(options)
  await signInAs(visitor, 'applicant')
  const { applicationId } = await startFile(visitor)
  await saveFile(visitor, applicationId, COMPLETE_CONTENT)
  await visitor.open(`/mes-dossiers/${applicationId}/modifier/means`)
  const group = visitor.page.getByRole('group', { name: 'Pièces jointes' })
  await group.waitFor()
  return { visitor, page: visitor.page, applicationId, group, input: group.locator('input[type=file]') }
}

/** Waits until the server has an answer that names so many files. */
async function untilAnswered(visitor: Visitor, applicationId: string, count: number): Promise<void> {
  const until = Date.now() + 20_000
  let named: unknown
  do {
    named = (await readFile(visitor, applicationId)).answers['documents']
    if (Array.isArray(named) && named.length === count) return
    await visitor.page.waitForTimeout(200)
  } while (Date.now() < until)
  throw new Error(`the server has ${JSON.stringify(named)}`)
}

describe('files in an application', () => {
  it.each([
    { width: 320, theme: 'light' },
    { width: 1440, theme: 'dark' },
  ] as const)('are chosen, sent at once, listed and removed, at %j', async (size) => {
    const { visitor, page, applicationId, group, input } = await givenSection(size)
    await input.setInputFiles([pdf('Statuts signés.pdf'), pdf('Devis.pdf')])
    const list = group.getByRole('list', { name: 'Fichiers joints' })
    await list.getByText('Devis.pdf').waitFor()
    expect(await list.getByRole('listitem').count()).toBe(2)
    await expectNoAxeViolations(page)
    await expectNoSideScroll(page)

    await group.getByRole('button', { name: 'Retirer Devis.pdf' }).click()
    await list.getByText('Devis.pdf').waitFor({ state: 'detached' })
    await untilAnswered(visitor, applicationId, 1)
    await page.reload()
    await list.getByText('Statuts signés.pdf').waitFor()
  })

  it('that cannot be taken are said with the reason, and the others are kept', async () => {
    const { group, input } = await givenSection()
    await input.setInputFiles([
      { name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') },
      { name: 'gros.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]) },
      pdf('Statuts.pdf'),
    ])
    await group.getByText('Statuts.pdf').waitFor()
    await group.getByText('page.pdf n’est pas joint : Ce fichier n’est ni un PDF').waitFor()
    await group.getByText('gros.pdf n’est pas joint : il pèse plus de 10 Mo').waitFor()
  })

  it('are read by the agent, with the bytes that were sent', async () => {
    const { visitor, applicationId, group, input } = await givenSection()
    await input.setInputFiles(pdf('Statuts.pdf'))
    await group.getByText('Statuts.pdf').waitFor()
    await untilAnswered(visitor, applicationId, 1)
    const { version } = await readFile(visitor, applicationId)
    await callAs(visitor, 'POST', submitApplication.path.replace(':applicationId', applicationId), {
      version,
      body: { declarations: DECLARATIONS, signatoryName: 'Amélie Durand', signatoryQuality: 'Présidente' },
    })
    const agent = await visit()
    await signInAs(agent, 'agent')
    await agent.open(`/dossiers/${applicationId}`)
    const button = agent.page.getByRole('button', { name: 'Télécharger Statuts.pdf' })
    await button.waitFor()
    const [download] = await Promise.all([agent.page.waitForEvent('download'), button.click()])
    expect(download.suggestedFilename()).toBe('Statuts.pdf')
    expect(Buffer.compare(await readBytes(await download.path()), PDF)).toBe(0)
    await expectNoAxeViolations(agent.page)
  })
})
