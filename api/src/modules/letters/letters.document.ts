import type { Settings } from '../../kit/context.ts'
import { dayInParis } from '../../kit/paris.ts'
import { inWords } from '../../kit/words.ts'
import type { PdfBlock, PdfDocument } from '../../pdf/index.ts'
import type { LetterRow } from './letters.queries.ts'

/** Lines as blocks: `## ` a heading, `- ` items of a list, an empty line between paragraphs. */
export function blocksOf(body: string): PdfBlock[] {
  const blocks: PdfBlock[] = []
  let lines: string[] = []
  let items: string[] = []
  const close = (): void => {
    if (lines.length > 0) blocks.push({ kind: 'paragraph', text: lines.join('\n') })
    if (items.length > 0) blocks.push({ kind: 'list', items })
    lines = []
    items = []
  }
  for (const line of body.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('## ')) close()
    if (line.startsWith('## ')) blocks.push({ kind: 'heading', level: 2, text: line.slice(3).trim() })
    else if (line.startsWith('- ')) {
      if (lines.length > 0) close()
      items.push(line.slice(2).trim())
    } else if (line !== '') {
      if (items.length > 0) close()
      lines.push(line)
    }
  }
  close()
  return blocks
}

/** The letter as it is sent: from whom, to whom, the day, what it says. */
export function documentOf(letter: LetterRow, { service }: Settings, at: Date): PdfDocument {
  const day = `Le ${inWords.day(dayInParis(at))}`
  return {
    title: `${letter.title} (${letter.number ?? ''})`,
    lang: 'fr',
    footer: `${service.name} · dossier ${letter.number ?? ''}`,
    madeAt: at,
    blocks: [
      { kind: 'paragraph', look: 'strong', text: `${service.name}\n${service.address}` },
      { kind: 'paragraph', align: 'end', text: `${letter.organisationName}\n${letter.postcode} ${letter.communeName}` },
      { kind: 'paragraph', align: 'end', text: day },
      { kind: 'heading', level: 1, text: letter.title },
      ...blocksOf(letter.body),
    ],
  }
}
