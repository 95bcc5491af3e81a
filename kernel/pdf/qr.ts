import { encode } from 'uqr';

/** Modules of quiet zone that scanners need around the code (ISO/IEC 18004). */
const QUIET = 4;

/** The modules of a QR code, true for dark, its quiet zone included. Medium error correction. */
export function qrMatrix(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'M', border: QUIET }).data;
}

/** Draws a QR code as vectors into the square at `x`, `y` with sides of `size` points, quiet zone included. */
export function drawQr(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, size: number): void {
  const rows = qrMatrix(text);
  const module = size / rows.length;
  for (const [row, cells] of rows.entries()) {
    for (const { from, length } of darkRuns(cells))
      pdf.rect(x + from * module, y + row * module, length * module, module);
  }
  pdf.fill('#000000');
}

/** Neighbouring dark modules are one rectangle: fewer shapes, and no hairlines between them. */
function darkRuns(cells: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [column, dark] of cells.entries()) {
    const last = runs.at(-1);
    if (!dark) continue;
    if (last && last.from + last.length === column) last.length += 1;
    else runs.push({ from: column, length: 1 });
  }
  return runs;
}
