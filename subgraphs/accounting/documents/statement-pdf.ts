import PDFDocument from 'pdfkit';
import { chineseFont } from '../../../kernel/pdf/chinese-font.ts';
import { fitted } from '../../../kernel/pdf/document.ts';
import { yuan } from '../../../ledger/domain/money.ts';
import type { Statement, StatementLine } from '../../../ledger/models.ts';
import { COLUMNS, headOf, type PartyNames, rowOf } from './statement-table.ts';

const MARGIN = 40;
const ROW_HEIGHT = 16;
const WIDTHS = [62, 34, 191, 50, 60, 55, 63] as const;
const RIGHT_ALIGNED_FROM = 3;

/** The statement as PDF with the font embedded. The same statement gives the same text; the file is dated by the statement. */
export async function* statementPdf(
  statement: Statement,
  names: PartyNames,
  timeZone: string,
  lines: AsyncIterable<StatementLine>,
): AsyncGenerator<Uint8Array> {
  const info = { Title: `结算单 ${statement.number}`, Author: names.platform, CreationDate: statement.issuedAt };
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, info, lang: 'zh-CN', font: chineseFont() as never });
  const drawn = draw(pdf, statement, names, timeZone, lines).catch((error: unknown) => pdf.destroy(error as Error));
  yield* pdf as unknown as AsyncIterable<Uint8Array>;
  await drawn;
}

async function draw(
  pdf: PDFKit.PDFDocument,
  statement: Statement,
  names: PartyNames,
  timeZone: string,
  lines: AsyncIterable<StatementLine>,
): Promise<void> {
  const head = headOf(statement, names, timeZone);
  pdf.fontSize(15).text(head.title, { align: 'center' }).moveDown(0.8).fontSize(9);
  for (const [label, value] of head.facts) pdf.text(`${label}：${value}`);
  pdf.moveDown(0.6);
  tableRow(pdf, COLUMNS);
  for await (const line of lines) tableRow(pdf, rowOf(line, timeZone));
  pdf.moveDown(0.8);
  for (const [label, fen] of head.sums) {
    if (pdf.y > bottom(pdf)) pdf.addPage();
    pdf.text(`${label}：¥ ${yuan(fen)}`, MARGIN, pdf.y, { align: 'right' });
  }
  pdf.moveDown(0.8).fontSize(7);
  pdf.text(`上期校验码：${statement.previousHash || '（首期）'}`, MARGIN, pdf.y);
  pdf.text(`本期校验码（SHA-256）：${statement.hash}`);
  pdf.end();
}

function tableRow(pdf: PDFKit.PDFDocument, cells: readonly string[]): void {
  if (pdf.y + ROW_HEIGHT > bottom(pdf)) pdf.addPage();
  const y = pdf.y;
  let x = MARGIN;
  for (const [index, width] of WIDTHS.entries()) {
    const align = index >= RIGHT_ALIGNED_FROM ? 'right' : 'left';
    const options = { width: width - 4, height: ROW_HEIGHT - 2, align, ellipsis: true, lineBreak: false } as const;
    pdf.fontSize(8).text(fitted(pdf, cells[index] ?? '', width - 4), x + 2, y + 2, options);
    x += width;
  }
  pdf
    .moveTo(MARGIN, y + ROW_HEIGHT)
    .lineTo(x, y + ROW_HEIGHT)
    .lineWidth(0.3)
    .stroke('#999999');
  pdf.x = MARGIN;
  pdf.y = y + ROW_HEIGHT;
}

function bottom(pdf: PDFKit.PDFDocument): number {
  return pdf.page.height - MARGIN;
}
