import PDFKit from 'pdfkit'
import { drawable, FONTS } from './fonts.ts'
import type { PdfDocument } from './model.ts'

const MM = 72 / 25.4
const MARGIN = { top: 22 * MM, bottom: 24 * MM, left: 24 * MM, right: 24 * MM }
const INK = '#14201f'
const RULE = '#b9b5aa'

export type Struct = PDFKit.PDFStructureElement
export type Align = 'left' | 'right'
export type TextStyle = { readonly font?: keyof typeof FONTS; readonly size?: number; readonly align?: Align }

/** Draws on tagged pages: whatever is drawn is text of the structure, or marked as an ornament. */
export class Pen {
  readonly #doc: PDFKit.PDFDocument

  constructor({ title, lang, madeAt }: PdfDocument) {
    this.#doc = new PDFKit({
      size: 'A4',
      margins: MARGIN,
      pdfVersion: '1.7',
      // The types of the library lag behind it.
      subset: 'PDF/UA' as 'PDF/A-3',
      tagged: true,
      lang,
      displayTitle: true,
      bufferPages: true,
      info: { Title: drawable(title), Creator: 'Progr’ESS', CreationDate: madeAt, ModDate: madeAt },
    })
    this.#doc.registerFont('regular', FONTS.regular)
    this.#doc.registerFont('strong', FONTS.strong)
    this.#doc.fillColor(INK)
  }

  get left(): number {
    return this.#doc.page.margins.left
  }

  get width(): number {
    return this.#doc.page.width - this.#doc.page.margins.left - this.#doc.page.margins.right
  }

  get y(): number {
    return this.#doc.y
  }

  set y(value: number) {
    this.#doc.x = this.left
    this.#doc.y = value
  }

  gap(points: number): void {
    this.y += points
  }

  /** Goes to the next page unless so many points are left on this one. Answers whether it did. */
  need(points: number): boolean {
    const end = this.#doc.page.height - this.#doc.page.margins.bottom
    if (this.#doc.y + points <= end || this.#doc.y <= this.#doc.page.margins.top) return false
    this.#doc.addPage()
    return true
  }

  heightOf(text: string, width: number, style: TextStyle = {}): number {
    this.#use(style)
    return this.#doc.heightOfString(drawable(text), { width, lineGap: LINE_GAP })
  }

  /** An element of the structure, within another one or at the top. */
  element(type: string, parent: Struct | null = null, options: { scope?: 'Column' | 'Row' } = {}): Struct {
    const element = this.#doc.struct(type, options as PDFKit.Mixins.StructureElementOptions)
    if (parent === null) this.#doc.addStructure(element)
    else parent.add(element)
    return element
  }

  /** Text as the content of an element, which then is complete. Without a place it goes on where the last one ended. */
  text(element: Struct, text: string, style: TextStyle = {}, at?: { x: number; y: number; width: number }): void {
    element.add(() => this.#write(text, style, at))
    element.end()
  }

  /** A fine line across the width: an ornament. */
  rule(): void {
    this.#ornament(() => {
      const { y } = this.#doc
      this.#doc.lineWidth(0.5).strokeColor(RULE)
      this.#doc
        .moveTo(this.left, y)
        .lineTo(this.left + this.width, y)
        .stroke()
    })
  }

  /** What stands below every page, once all are there; then the file ends. */
  finish(write: (page: number, pages: number) => string): void {
    const { count } = this.#doc.bufferedPageRange()
    for (let page = 0; page < count; page += 1) {
      this.#doc.switchToPage(page)
      const { margins, height } = this.#doc.page
      // Below the margin, without starting a page for it.
      margins.bottom = 0
      this.#ornament(
        () =>
          this.#write(write(page + 1, count), { size: 8 }, { x: this.left, y: height - 14 * MM, width: this.width }),
        'Pagination',
      )
    }
    this.#doc.end()
  }

  get stream(): NodeJS.ReadableStream {
    return this.#doc
  }

  #write(text: string, style: TextStyle, at?: { x: number; y: number; width: number }): void {
    this.#use(style)
    const options = { width: at?.width ?? this.width, align: style.align ?? 'left', lineGap: LINE_GAP } as const
    if (at === undefined) this.#doc.text(drawable(text), options)
    else this.#doc.text(drawable(text), at.x, at.y, options)
  }

  #ornament(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.#doc.markContent('Artifact', { type })
    draw()
    this.#doc.endMarkedContent()
  }

  #use({ font = 'regular', size = 10.5 }: TextStyle): void {
    this.#doc.font(font).fontSize(size)
  }
}

const LINE_GAP = 2.5
