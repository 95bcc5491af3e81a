import { write } from './text.ts';

/** A column: its heading and its width in points. */
export interface Column {
  readonly title: string;
  readonly width: number;
}

const PADDING = 3;
const LINE = '#808080';

/**
 * A ruled table at the current place: cells wrap, a row stays on one page, the head is repeated on each. `pdf.x` and `pdf.y` are below it at the end.
 */
export function drawTable(
  pdf: PDFKit.PDFDocument,
  left: number,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): void {
  const head = columns.map(({ title }) => title);
  drawRow(pdf, left, columns, head, '#eeeeee');
  for (const row of rows) {
    if (pdf.y + heightOf(pdf, columns, row) > pdf.page.height - pdf.page.margins.bottom) {
      pdf.addPage();
      drawRow(pdf, left, columns, head, '#eeeeee');
    }
    drawRow(pdf, left, columns, row, null);
  }
  pdf.x = left;
}

function heightOf(pdf: PDFKit.PDFDocument, columns: readonly Column[], row: readonly string[]): number {
  const heights = columns.map(({ width }, index) =>
    pdf.heightOfString(row[index] || ' ', { width: width - 2 * PADDING }),
  );
  return Math.max(...heights) + 2 * PADDING;
}

function drawRow(
  pdf: PDFKit.PDFDocument,
  left: number,
  columns: readonly Column[],
  row: readonly string[],
  background: string | null,
): void {
  const height = heightOf(pdf, columns, row);
  const y = pdf.y;
  let x = left;
  for (const [index, { width }] of columns.entries()) {
    const box = pdf.rect(x, y, width, height).lineWidth(0.5);
    if (background) box.fillAndStroke(background, LINE);
    else box.stroke(LINE);
    pdf.fillColor('#000000');
    write(pdf, row[index] ?? '', x + PADDING, y + PADDING, { width: width - 2 * PADDING });
    x += width;
  }
  pdf.x = left;
  pdf.y = y + height;
}
