/** What a document says, without how it looks: it becomes a tagged PDF (PDF/UA), and could become anything else. */
export type PdfDocument = {
  readonly title: string
  readonly lang: 'fr' | 'en'
  /** Small, below every page, beside “page 1 of 2”. */
  readonly footer: string
  /** The instant written into the file: with the same one, the same document has the same bytes. */
  readonly madeAt: Date
  readonly blocks: readonly PdfBlock[]
}

export type PdfBlock =
  /** Levels follow one another without a gap: 1, then 2, then 3. */
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  /** Line breaks are kept. `end`: on the right, as a date or a signature. */
  | {
      readonly kind: 'paragraph'
      readonly text: string
      readonly align?: 'start' | 'end'
      readonly look?: 'normal' | 'strong' | 'small'
    }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly isNumbered?: boolean }
  | { readonly kind: 'keyValues'; readonly items: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'table'; readonly columns: readonly PdfColumn[]; readonly rows: readonly (readonly string[])[] }

export type PdfColumn = {
  readonly label: string
  /** `end` for amounts. */
  readonly align?: 'start' | 'end'
  /** Share of the width, 1 unless said otherwise. */
  readonly weight?: number
}
