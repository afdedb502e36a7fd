import { describe, expect, it } from '@jest/globals'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { renderPdf, type PdfDocument } from './index.ts'

const LETTER: PdfDocument = {
  title: 'Décision n° PE1-0012',
  lang: 'fr',
  footer: 'Département des Hauts-de-Seine',
  madeAt: new Date('2023-04-03T07:00:00Z'),
  blocks: [
    { kind: 'heading', level: 1, text: 'Votre projet est retenu' },
    { kind: 'paragraph', text: 'Nanterre, le 3 avril 2023', align: 'end' },
    { kind: 'paragraph', text: 'Par délibération, 12\u202f500\u00a0€ vous sont attribués → œuvre Dvořák, 日.' },
    { kind: 'list', items: ['Réaliser le projet', 'Mentionner le Département'] },
    { kind: 'heading', level: 2, text: 'Le calcul' },
    {
      kind: 'keyValues',
      items: [
        ['Note', '82,5 sur 100'],
        ['Rang', '3 sur 22'],
      ],
    },
    {
      kind: 'table',
      columns: [
        { label: 'Critère', weight: 3 },
        { label: 'Note', align: 'end' },
      ],
      rows: Array.from({ length: 60 }, (_, index) => [`Critère ${index + 1}`, `${index}`]),
    },
  ],
}

type Node = { role?: string; children?: Node[]; type?: string; id?: string }
const rolesOf = (node: Node): string[] => [
  ...(node.role === undefined ? [] : [node.role]),
  ...(node.children ?? []).flatMap(rolesOf),
]
const idsOf = (node: Node): string[] => [
  ...(node.type === 'content' && node.id !== undefined ? [node.id] : []),
  ...(node.children ?? []).flatMap(idsOf),
]

/** The file read back by another program: what it is, and on each page its structure, its text, and the text that no structure has. */
async function readBack(document: PdfDocument) {
  const bytes = await renderPdf(document)
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const { info } = await pdf.getMetadata()
  const markInfo = await pdf.getMarkInfo()
  const pages = []
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number)
    const tree = (await page.getStructTree()) as Node
    const { items } = await page.getTextContent({ includeMarkedContent: true })
    const known = new Set(idsOf(tree))
    let [open, said, loose] = [[] as (string | null)[], [] as string[], [] as string[]]
    for (const item of items as { type?: string; id?: string | null; tag?: string; str?: string }[]) {
      if (item.type?.startsWith('beginMarkedContent'))
        open = [...open, item.tag === 'Artifact' ? 'Artifact' : (item.id ?? null)]
      else if (item.type === 'endMarkedContent') open = open.slice(0, -1)
      else if (item.str?.trim()) {
        const place = open.at(-1) ?? null
        if (place === 'Artifact') continue
        said = [...said, item.str]
        if (place === null || !known.has(place)) loose = [...loose, item.str]
      }
    }
    pages.push({ roles: rolesOf(tree), text: said.join(' '), loose })
  }
  await pdf.destroy()
  return { info: info as Record<string, unknown>, markInfo, pages, bytes }
}

describe('a document as PDF', () => {
  it('is tagged, has its title and its language, and reads in its order', async () => {
    const { info, markInfo, pages, bytes } = await readBack(LETTER)
    expect(info).toMatchObject({ Title: LETTER.title, Language: 'fr', PDFFormatVersion: '1.7' })
    expect(markInfo).toMatchObject({ Marked: true })
    expect(bytes.toString('latin1')).toContain('pdfuaid:part>1<')
    expect(bytes.toString('latin1')).toMatch(/DisplayDocTitle true/)
    const [first] = pages
    expect(first?.roles.filter((role) => /^(H\d|P|L|LI|Table)$/.test(role)).slice(0, 9)).toEqual([
      'H1',
      'P',
      'P',
      'L',
      'LI',
      'LI',
      'H2',
      'Table',
      'Table',
    ])
    expect(first?.text).toMatch(
      /^Votre projet est retenu Nanterre, le 3 avril 2023 Par délibération, 12\s500\s€ vous sont attribués -> œuvre Dvořák, \?\. • Réaliser le projet • Mentionner/,
    )
    expect(first?.text).toContain('Note 82,5 sur 100 Rang 3 sur 22 Critère Note Critère 1 0')
  })

  it('leaves no text outside the structure, on no page', async () => {
    const { pages } = await readBack(LETTER)
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flatMap(({ loose }) => loose)).toEqual([])
    expect(pages.map(({ text }) => text).join(' ')).toContain('Critère 60 59')
  })

  it('breaks a long paragraph over pages and keeps it one', async () => {
    const text = 'Le projet répond à un besoin du quartier. '.repeat(180)
    const { pages } = await readBack({ ...LETTER, blocks: [{ kind: 'paragraph', text }] })
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flatMap(({ loose }) => loose)).toEqual([])
  })

  it('embeds its fonts, and gives the same bytes each time', async () => {
    const [one, other] = [await renderPdf(LETTER), await renderPdf(LETTER)]
    expect(one.equals(other)).toBe(true)
    expect(one.toString('latin1').match(/FontFile2/g)?.length).toBe(2)
  })
})
