import PDFDocument from 'pdfkit';
import { chineseFont } from '../../../kernel/pdf/chinese-font.ts';
import { fitted } from '../../../kernel/pdf/document.ts';
import { takeFonts, write } from '../../../kernel/pdf/text.ts';
import { yuan } from '../../../ledger/domain/money.ts';
import type { Statement, StatementLine } from '../../../ledger/models.ts';
import { COLUMNS, headOf, type PartyNames, rowOf } from './statement-table.ts';

const MARGIN = 40;
const ROW_HEIGHT = 16;
const WIDTHS = [62, 34, 191, 50, 60, 55, 63] as const;
const RIGHT_ALIGNED_FROM = 3;
const SUMS_HEIGHT = 150;

/** The statement as PDF with the fonts embedded. The same statement gives the same text; the file is dated by the statement. */
export async function* statementPdf(
  statement: Statement,
  names: PartyNames,
  timeZone: string,
  lines: AsyncIterable<StatementLine>,
): AsyncGenerator<Uint8Array> {
  const info = { Title: `结算单 ${statement.number}`, Author: names.platform, CreationDate: statement.issuedAt };
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, info, lang: 'zh-CN', font: chineseFont() as never });
  takeFonts(pdf);
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
  numberPages(pdf, statement.number);
  pdf.fontSize(15).text(head.title, { align: 'center' }).moveDown(0.8).fontSize(9);
  for (const [label, value] of head.facts) write(pdf, `${label}：${value}`, MARGIN, pdf.y, {});
  pdf.moveDown(0.6);
  headRow(pdf);
  for await (const line of lines) {
    if (pdf.y + ROW_HEIGHT > bottom(pdf)) {
      pdf.addPage();
      headRow(pdf);
    }
    tableRow(pdf, rowOf(line, timeZone));
  }
  drawSums(pdf, statement, head.sums);
  pdf.end();
}

/** The sums stay together, with the hashes that chain the statements. */
function drawSums(pdf: PDFKit.PDFDocument, statement: Statement, sums: readonly (readonly [string, number])[]): void {
  if (pdf.y + SUMS_HEIGHT > bottom(pdf)) pdf.addPage();
  pdf.moveDown(0.8).fontSize(9);
  for (const [label, fen] of sums) pdf.text(`${label}：¥ ${yuan(fen)}`, MARGIN, pdf.y, { align: 'right' });
  pdf.moveDown(0.8).fontSize(7);
  pdf.text(`上期校验码：${statement.previousHash || '（首期）'}`, MARGIN, pdf.y);
  pdf.text(`本期校验码（SHA-256）：${statement.hash}`);
}

/** Every page's foot, written when the page begins: the lines are streamed, so that nobody knows how many pages there will be. */
function numberPages(pdf: PDFKit.PDFDocument, number: string): void {
  let page = 0;
  const foot = (): void => {
    page += 1;
    const { x, y } = pdf;
    const height = pdf.page.height;
    // Below the margin: without room set aside, pdfkit would begin another page.
    pdf.page.margins.bottom = 0;
    pdf.fontSize(7).text(`结算单 ${number}　第 ${page} 页`, MARGIN, height - 26, { align: 'center', lineBreak: false });
    pdf.page.margins.bottom = MARGIN;
    pdf.x = x;
    pdf.y = y;
  };
  foot();
  pdf.on('pageAdded', foot);
}

function headRow(pdf: PDFKit.PDFDocument): void {
  const width = WIDTHS.reduce((sum, one) => sum + one, 0);
  pdf.rect(MARGIN, pdf.y, width, ROW_HEIGHT).fill('#eeeeee').fillColor('#000000');
  tableRow(pdf, COLUMNS);
}

function tableRow(pdf: PDFKit.PDFDocument, cells: readonly string[]): void {
  const y = pdf.y;
  let x = MARGIN;
  for (const [index, width] of WIDTHS.entries()) {
    const align = index >= RIGHT_ALIGNED_FROM ? 'right' : 'left';
    const options = { width: width - 4, height: ROW_HEIGHT - 2, align, ellipsis: true, lineBreak: false } as const;
    pdf.fontSize(8);
    write(pdf, fitted(pdf, cells[index] ?? '', width - 4), x + 2, y + 2, options);
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
