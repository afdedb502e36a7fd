import type { TextBlock } from '@progress-ess/shared/agreements'
import type { PdfBlock, PdfDocument } from '../../pdf/index.ts'

type Facts = { readonly number: string; readonly sentSha256: string | null; readonly revision: number }

/** Items that follow one another are one list. */
function pdfBlocks(blocks: readonly TextBlock[]): PdfBlock[] {
  const made: PdfBlock[] = []
  let items: string[] = []
  const endList = () => {
    if (items.length > 0) made.push({ kind: 'list', items })
    items = []
  }
  for (const { kind, text } of blocks) {
    if (kind === 'item') items = [...items, text]
    else {
      endList()
      if (kind === 'paragraph') made.push({ kind, text })
      else made.push({ kind: 'heading', level: kind === 'title' ? 1 : 2, text })
    }
  }
  endList()
  return made
}

/** An agreement as a document: its text, where both sign, and what it can be told by. Same text, same bytes. */
export function agreementDocument(
  { number, sentSha256, revision }: Facts,
  blocks: readonly TextBlock[],
  madeAt: Date,
): PdfDocument {
  const [first] = blocks
  const body = pdfBlocks(first?.kind === 'title' ? blocks : [{ kind: 'title', text: 'Convention' }, ...blocks])
  const note = sentSha256 === null ? 'Projet de convention, non signé' : `Empreinte SHA-256 ${sentSha256}`
  return {
    title: `Convention, dossier ${number}`,
    lang: 'fr',
    footer: `Dossier ${number}, version ${revision}`,
    madeAt,
    blocks: [
      ...body,
      {
        kind: 'table',
        columns: [{ label: 'Pour le Département' }, { label: 'Pour le bénéficiaire' }],
        rows: [['Nom, qualité, signature :\n\n\n\n', 'Nom, qualité, signature, cachet :\n\n\n\n']],
      },
      { kind: 'paragraph', text: note, look: 'small' },
    ],
  }
}
