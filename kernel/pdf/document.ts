import PDFDocument from 'pdfkit';
import { chineseFont } from './chinese-font.ts';
import { takeFonts } from './text.ts';

/** Points of a millimetre. */
export const MM = 72 / 25.4;

/** A PDF of A4 pages in the Chinese font, as bytes: `draw` draws, this ends it. Pages are kept until the end, so that feet can count them. */
export async function pdfBytes(
  options: { readonly title: string; readonly author: string; readonly date: Date; readonly margin: number },
  draw: (pdf: PDFKit.PDFDocument) => void,
): Promise<Uint8Array> {
  const { title, author, date, margin } = options;
  const info = { Title: title, Author: author, CreationDate: date };
  const font = chineseFont() as never;
  const pdf = new PDFDocument({ size: 'A4', margin, info, lang: 'zh-CN', font, bufferPages: true });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  takeFonts(pdf);
  draw(pdf);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/** The text, cut to the width that there is, with an ellipsis. */
export function fitted(pdf: PDFKit.PDFDocument, text: string, width: number): string {
  if (pdf.widthOfString(text) <= width) return text;
  let cut = [...text];
  while (cut.length > 1 && pdf.widthOfString(`${cut.join('')}…`) > width) cut = cut.slice(0, -1);
  return `${cut.join('')}…`;
}
