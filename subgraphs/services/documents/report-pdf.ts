import { MM, pdfBytes } from '../../../kernel/pdf/document.ts';
import { drawQr } from '../../../kernel/pdf/qr.ts';
import { drawTable } from '../../../kernel/pdf/table.ts';
import { write } from '../../../kernel/pdf/text.ts';
import type { ReportContent } from './report-content.ts';
import { drawStamp } from './stamp.ts';

const MARGIN = 18 * MM;
const WIDTH = 210 * MM - 2 * MARGIN;
const QR_SIZE = 30 * MM;
const STAMP_RADIUS = 20 * MM;

/** The report as PDF: a cover, then what was tested and found. The same content gives the same pages. */
export function reportPdf(content: ReportContent): Promise<Uint8Array> {
  return pdfBytes(about(content), (pdf) => {
    drawCover(pdf, content);
    pdf.addPage();
    drawBody(pdf, content);
    drawFeet(pdf, content);
  });
}

/** The cover alone, which goes in front of a laboratory's own PDF. */
export function coverPdf(content: ReportContent): Promise<Uint8Array> {
  return pdfBytes(about(content), (pdf) => drawCover(pdf, content));
}

function about({ number, unitName, date }: ReportContent) {
  return { title: `检测报告 ${number}`, author: unitName, date, margin: MARGIN };
}

function drawCover(pdf: PDFKit.PDFDocument, content: ReportContent): void {
  const { number, unitName, marks, verification, correction } = content;
  for (const [index, { mark, number: certificate }] of marks.entries()) drawMark(pdf, mark, certificate, index);
  if (verification) drawQr(pdf, verification, MARGIN + WIDTH - QR_SIZE, MARGIN, QR_SIZE);
  pdf.fontSize(9).text(`编号：${number}`, MARGIN, MARGIN + QR_SIZE + 4 * MM, { width: WIDTH, align: 'right' });
  if (verification) pdf.fontSize(7).text('扫描二维码验证真伪', MARGIN, pdf.y, { width: WIDTH, align: 'right' });
  pdf.fontSize(30).text('检 测 报 告', MARGIN, 88 * MM, { width: WIDTH, align: 'center' });
  pdf.fontSize(12).text('TEST REPORT', { width: WIDTH, align: 'center' });
  if (!verification) pdf.fontSize(16).fillColor('#c8102e').text('草稿，不具效力', { width: WIDTH, align: 'center' });
  pdf.fillColor('#000000');
  if (correction) {
    const text = `本报告替代 ${correction.replaces}，更正原因：${correction.reason}`;
    pdf.fontSize(10).moveDown().text(text, { width: WIDTH, align: 'center' });
  }
  drawFacts(pdf, content, 130 * MM);
  const bottom = 232 * MM;
  pdf.fontSize(14).text(unitName, MARGIN, bottom, { width: WIDTH, align: 'center' });
  pdf.fontSize(12).text(content.issuedOn, { width: WIDTH, align: 'center' });
  if (verification) {
    const stamp = { unit: unitName, purpose: '检验检测专用章', number };
    drawStamp(pdf, stamp, MARGIN + WIDTH * 0.72, bottom + 4 * MM, STAMP_RADIUS);
  }
  pdf.fontSize(8).fillColor('#555555');
  const foot = `经 ${content.platformName} 出具`;
  pdf.text(foot, MARGIN, 268 * MM, { width: WIDTH, align: 'center' }).fillColor('#000000');
}

function drawMark(pdf: PDFKit.PDFDocument, mark: string, certificate: string, index: number): void {
  const [x, y, width] = [MARGIN + index * 34 * MM, MARGIN, 30 * MM];
  pdf
    .roundedRect(x, y, width, 16 * MM, 4)
    .lineWidth(1)
    .stroke('#1a4f9c');
  pdf
    .fillColor('#1a4f9c')
    .fontSize(18)
    .text(mark, x, y + 1.5 * MM, { width, align: 'center' });
  pdf
    .fontSize(7)
    .text(certificate, x, y + 11 * MM, { width, align: 'center' })
    .fillColor('#000000');
}

function drawFacts(pdf: PDFKit.PDFDocument, content: ReportContent, top: number): void {
  const facts = [
    ['样品名称', [...new Set(content.samples.map(({ name }) => name))].join('、')],
    ['委托单位', content.clientName],
    ['检测类别', '委托检测'],
    ['检测目的', content.purpose],
  ] as const;
  let y = top;
  for (const [label, value] of facts) {
    pdf.fontSize(13).text(`${label}：`, MARGIN + 18 * MM, y, { width: 32 * MM });
    const height = pdf.heightOfString(value, { width: 100 * MM });
    write(pdf, value, MARGIN + 50 * MM, y, { width: 100 * MM, height: 22 * MM, ellipsis: true });
    y += Math.min(height, 22 * MM) + 4 * MM;
  }
}

function drawBody(pdf: PDFKit.PDFDocument, content: ReportContent): void {
  const { samples, items, results, attachments } = content;
  pdf.fontSize(9);
  heading(pdf, '一、样品');
  drawTable(
    pdf,
    MARGIN,
    columns(['样品编号', 0.3], ['名称', 0.35], ['说明', 0.35]),
    samples.map(({ code, name, note }) => [code, name, note]),
  );
  pdf.moveDown(0.3).text(`收样日期：${content.receivedOn}`);
  heading(pdf, '二、检测项目与依据');
  drawTable(
    pdf,
    MARGIN,
    columns(['检测项目', 0.4], ['依据标准', 0.6]),
    items.map(({ name, standards, outside }) => [outside ? `${name} *` : name, standards]),
  );
  if (items.some(({ outside }) => outside)) pdf.moveDown(0.3).text('* 该项目不在资质认定或认可范围内。');
  heading(pdf, '三、检测结果');
  drawTable(
    pdf,
    MARGIN,
    columns(
      ['样品编号', 0.22],
      ['项目', 0.17],
      ['参数', 0.16],
      ['单位', 0.09],
      ['要求', 0.12],
      ['结果', 0.12],
      ['判定', 0.12],
    ),
    results.map((one) => [one.sampleCode, one.item, one.quantity, one.unit, one.requirement, one.value, one.verdict]),
  );
  heading(pdf, '四、结论');
  write(pdf, content.conclusion || '（本报告只提供检测数据，不作结论。）', MARGIN, pdf.y, { width: WIDTH });
  if (attachments.length > 0) heading(pdf, '五、附件');
  for (const { name, sha256 } of attachments) pdf.text(`${name}　SHA-256 ${sha256}`, { width: WIDTH });
  drawSignatures(pdf, content);
}

function drawSignatures(pdf: PDFKit.PDFDocument, { author, reviewer, signatory }: ReportContent): void {
  if (pdf.y > pdf.page.height - MARGIN - 30 * MM) pdf.addPage();
  const y = pdf.y + 8 * MM;
  const third = WIDTH / 3;
  for (const [index, text] of [`编制：${author}`, `审核：${reviewer}`, `批准：${signatory}`].entries())
    pdf.fontSize(11).text(text, MARGIN + index * third, y, { width: third });
  pdf.fontSize(8).fillColor('#555555');
  const note = '本报告仅对来样负责；未经本单位书面同意，不得部分复制。对报告有异议的，请于收到之日起十五日内提出。';
  pdf.text(note, MARGIN, y + 9 * MM, { width: WIDTH }).fillColor('#000000');
}

function heading(pdf: PDFKit.PDFDocument, text: string): void {
  if (pdf.y > pdf.page.height - MARGIN - 30 * MM) pdf.addPage();
  pdf.moveDown(0.8).fontSize(11).text(text, MARGIN, pdf.y).moveDown(0.3).fontSize(9);
}

function columns(...shares: readonly (readonly [title: string, share: number])[]) {
  return shares.map(([title, share]) => ({ title, width: share * WIDTH }));
}

/** Number and page on every page, written when all pages are there. */
function drawFeet(pdf: PDFKit.PDFDocument, { number }: ReportContent): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    // Below the margin: without room set aside, pdfkit would begin another page.
    pdf.page.margins.bottom = 0;
    const text = `报告编号 ${number}　第 ${page + 1} 页 共 ${count} 页`;
    pdf.fontSize(8).text(text, MARGIN, pdf.page.height - 12 * MM, { width: WIDTH, align: 'center', lineBreak: false });
    pdf.page.margins.bottom = MARGIN;
  }
}
