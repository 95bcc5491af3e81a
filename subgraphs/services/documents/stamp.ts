const RED = '#c8102e';
/** The arc of the name: centred on top, at most so many degrees. */
const WIDEST_ARC = 250;
const DEGREES_A_LETTER = 17;

/** What a unit's stamp says. */
export interface Stamp {
  /** Around the circle. */
  readonly unit: string;
  /** Under the star. */
  readonly purpose: string;
  readonly number: string;
}

/** The electronic stamp (电子印章) as vectors: a red ring, the unit's name around a star, its purpose and the report's number. */
export function drawStamp(pdf: PDFKit.PDFDocument, stamp: Stamp, x: number, y: number, radius: number): void {
  pdf.save();
  pdf
    .circle(x, y, radius)
    .lineWidth(radius / 22)
    .stroke(RED);
  drawStar(pdf, x, y - radius * 0.04, radius * 0.3);
  drawArc(pdf, stamp.unit, x, y, radius);
  pdf.fillColor(RED);
  centred(pdf, stamp.purpose, x, y + radius * 0.42, radius * 0.19);
  centred(pdf, stamp.number, x, y + radius * 0.68, radius * 0.115);
  pdf.restore();
  pdf.fillColor('#000000');
}

function drawStar(pdf: PDFKit.PDFDocument, x: number, y: number, radius: number): void {
  for (let corner = 0; corner < 10; corner += 1) {
    const angle = (corner * 36 - 90) * (Math.PI / 180);
    const reach = corner % 2 === 0 ? radius : radius * 0.382;
    const [px, py] = [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
    if (corner === 0) pdf.moveTo(px, py);
    else pdf.lineTo(px, py);
  }
  pdf.closePath().fill(RED);
}

function drawArc(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, radius: number): void {
  const letters = [...text];
  const step = Math.min(DEGREES_A_LETTER, WIDEST_ARC / letters.length);
  const size = Math.min(radius * 0.26, radius * 0.8 * step * (Math.PI / 180));
  pdf.fontSize(size).fillColor(RED);
  for (const [index, letter] of letters.entries()) {
    const degrees = (index - (letters.length - 1) / 2) * step;
    pdf.save();
    pdf.rotate(degrees, { origin: [x, y] });
    pdf.text(letter, x - pdf.widthOfString(letter) / 2, y - radius * 0.93, { lineBreak: false });
    pdf.restore();
  }
}

function centred(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, size: number): void {
  pdf.fontSize(size);
  pdf.text(text, x - pdf.widthOfString(text) / 2, y, { lineBreak: false });
}
