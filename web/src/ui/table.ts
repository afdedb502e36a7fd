/** One column of a `DataTable`. */
export type Column<R> = {
  readonly id: string
  readonly label: string
  /** `end` for amounts and numbers. */
  readonly align?: 'start' | 'end' | undefined
  readonly isSortable?: boolean
  /** Names its row: a row header, and the title of the card on a narrow screen. */
  readonly isHeader?: boolean
  /** Kept on one line. */
  readonly isNowrap?: boolean
  /** The text of a cell, unless the slot `cell-<id>` draws it. */
  readonly text?: ((row: R) => string) | undefined
}

export type Sort = { readonly column: string; readonly direction: 'asc' | 'desc' }
