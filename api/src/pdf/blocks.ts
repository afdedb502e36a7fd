import type { PdfBlock, PdfColumn } from './model.ts'
import type { Align, Pen, Struct, TextStyle } from './pen.ts'

type Of<K extends PdfBlock['kind']> = Extract<PdfBlock, { kind: K }>

const HEADINGS: Readonly<Record<1 | 2 | 3, TextStyle & { size: number }>> = {
  1: { font: 'strong', size: 17 },
  2: { font: 'strong', size: 12.5 },
  3: { font: 'strong', size: 10.5 },
}
const LOOKS: Readonly<Record<'normal' | 'strong' | 'small', TextStyle>> = {
  normal: {},
  strong: { font: 'strong' },
  small: { size: 9 },
}
const INDENT = 16
const PAD = 4

const sideOf = (align: 'start' | 'end' | undefined): Align => (align === 'end' ? 'right' : 'left')

export function drawBlock(pen: Pen, block: PdfBlock): void {
  if (block.kind === 'heading') drawHeading(pen, block)
  else if (block.kind === 'paragraph') drawParagraph(pen, block)
  else if (block.kind === 'list') drawList(pen, block)
  else if (block.kind === 'keyValues') drawKeyValues(pen, block)
  else drawTable(pen, block)
}

function drawParagraph(pen: Pen, { text, look = 'normal', align }: Of<'paragraph'>): void {
  pen.text(pen.element('P'), text, { ...LOOKS[look], align: sideOf(align) })
  pen.gap(8)
}

function drawHeading(pen: Pen, { level, text }: Of<'heading'>): void {
  const style = HEADINGS[level]
  // Never alone at the foot of a page.
  pen.need(style.size + 40)
  pen.gap(level === 1 ? 0 : 6)
  pen.text(pen.element(`H${level}`), text, style)
  pen.gap(level === 1 ? 10 : 4)
}

function drawList(pen: Pen, { items, isNumbered = false }: Of<'list'>): void {
  const list = pen.element('L')
  const width = pen.width - INDENT
  items.forEach((item, index) => {
    pen.need(pen.heightOf(item, width))
    const { y } = pen
    const entry = pen.element('LI', list)
    pen.text(pen.element('Lbl', entry), isNumbered ? `${index + 1}.` : '•', {}, { x: pen.left, y, width: INDENT })
    pen.text(pen.element('LBody', entry), item, {}, { x: pen.left + INDENT, y, width })
    entry.end()
    pen.gap(2)
  })
  list.end()
  pen.gap(6)
}

type Cell = {
  readonly text: string
  readonly type: 'TH' | 'TD'
  readonly scope?: 'Column' | 'Row'
  readonly align: Align
}

/** One row, its cells side by side, on one page. */
function drawRow(pen: Pen, table: Struct, cells: readonly Cell[], widths: readonly number[]): void {
  const { y, left } = pen
  const row = pen.element('TR', table)
  let [x, end] = [left, y]
  cells.forEach(({ text, type, scope, align }, index) => {
    const width = (widths[index] ?? 0) - PAD
    const style: TextStyle = { font: type === 'TH' ? 'strong' : 'regular', size: 9.5, align }
    const cell = pen.element(type, row, scope === undefined ? {} : { scope })
    pen.text(cell, text, style, { x, y: y + PAD, width })
    end = Math.max(end, y + PAD + pen.heightOf(text, width, style))
    x += widths[index] ?? 0
  })
  row.end()
  pen.y = end + PAD
  pen.rule()
}

const heightOfRow = (pen: Pen, texts: readonly string[], widths: readonly number[]): number =>
  2 * PAD + Math.max(...texts.map((text, index) => pen.heightOf(text, (widths[index] ?? 0) - PAD, { size: 9.5 })))

function drawKeyValues(pen: Pen, { items }: Of<'keyValues'>): void {
  const table = pen.element('Table')
  const widths = [pen.width * 0.34, pen.width * 0.66]
  for (const [label, value] of items) {
    pen.need(heightOfRow(pen, [label, value], widths))
    const cells: Cell[] = [
      { text: label, type: 'TH', scope: 'Row', align: 'left' },
      { text: value, type: 'TD', align: 'left' },
    ]
    drawRow(pen, table, cells, widths)
  }
  table.end()
  pen.gap(10)
}

function drawTable(pen: Pen, { columns, rows }: Of<'table'>): void {
  const total = columns.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const widths = columns.map(({ weight = 1 }) => (pen.width * weight) / total)
  const table = pen.element('Table')
  const aligned = (column: PdfColumn | undefined): Align => sideOf(column?.align)
  const labels = columns.map((column): Cell => {
    return { text: column.label, type: 'TH', scope: 'Column', align: aligned(column) }
  })
  pen.need(
    heightOfRow(
      pen,
      labels.map(({ text }) => text),
      widths,
    ) + 30,
  )
  drawRow(pen, table, labels, widths)
  for (const row of rows) {
    pen.need(heightOfRow(pen, row, widths))
    const cells = row.map((text, index): Cell => ({ text, type: 'TD', align: aligned(columns[index]) }))
    drawRow(pen, table, cells, widths)
  }
  table.end()
  pen.gap(10)
}
