import { fitted, MM, pdfBytes } from '../../../kernel/pdf/document.ts';
import { drawQr } from '../../../kernel/pdf/qr.ts';
import { write } from '../../../kernel/pdf/text.ts';

/** The sheet: 24 labels of 70 × 37 mm in three columns and eight rows, without gaps, as sold everywhere (210 × 296 mm). */
const SHEET = { columns: 3, rows: 8, width: 70 * MM, height: 37 * MM, top: 0.5 * MM } as const;
export const LABELS_A_SHEET = SHEET.columns * SHEET.rows;

const PADDING = 3 * MM;
const QR_SIZE = 27 * MM;

/** What one label says. The QR code holds the sample's code alone, so that a scanner types it like a keyboard. */
export interface Label {
  readonly code: string;
  readonly name: string;
  readonly request: string;
  /** Where the sample is; empty before it was received. */
  readonly place: string;
  readonly unit: string;
}

/** The labels on as many sheets as they need; the first `skip` places of the first sheet stay empty. */
export function labelSheet(labels: readonly Label[], skip: number, title: string, date: Date): Promise<Uint8Array> {
  return pdfBytes({ title, author: title, date, margin: 0 }, (pdf) => {
    for (const [index, label] of labels.entries()) {
      const place = (index + skip) % LABELS_A_SHEET;
      if (index > 0 && place === 0) pdf.addPage();
      const column = place % SHEET.columns;
      const row = Math.floor(place / SHEET.columns);
      drawLabel(pdf, label, column * SHEET.width, SHEET.top + row * SHEET.height);
    }
  });
}

function drawLabel(pdf: PDFKit.PDFDocument, label: Label, x: number, y: number): void {
  drawQr(pdf, label.code, x + PADDING / 2, y + (SHEET.height - QR_SIZE) / 2, QR_SIZE);
  const left = x + PADDING / 2 + QR_SIZE;
  const width = SHEET.width - QR_SIZE - PADDING * 2;
  const lines = [
    [label.code, 7.5],
    [label.name, 9],
    [label.request, 6.5],
    [label.unit, 6.5],
    [`位置：${label.place}`, 6.5],
  ] as const;
  let top = y + 5 * MM;
  for (const [text, size] of lines) {
    pdf.fontSize(size).fillColor('#000000');
    write(pdf, fitted(pdf, text, width), left, top, { lineBreak: false });
    top += size * 1.75;
  }
}
