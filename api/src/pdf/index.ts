import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { drawBlock } from './blocks.ts'
import type { PdfDocument } from './model.ts'
import { Pen } from './pen.ts'

export type { PdfBlock, PdfColumn, PdfDocument } from './model.ts'

const PAGES: Readonly<Record<PdfDocument['lang'], (page: number, pages: number) => string>> = {
  fr: (page, pages) => `page ${page} sur ${pages}`,
  en: (page, pages) => `page ${page} of ${pages}`,
}

/**
 * The document as a tagged PDF (1.7, PDF/UA): its title, its language, its structure in the order in which it reads, embedded
 * fonts, ornaments marked as such. Same document, same bytes.
 */
export function openPdf(document: PdfDocument): Readable {
  const pen = new Pen(document)
  for (const block of document.blocks) drawBlock(pen, block)
  pen.finish((page, pages) => `${document.footer} · ${PAGES[document.lang](page, pages)}`)
  return Readable.from(pen.stream)
}

/** The same, whole: for what is stored with its fingerprint. */
export const renderPdf = (document: PdfDocument): Promise<Buffer> => buffer(openPdf(document))
