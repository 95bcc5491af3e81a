import { createCanvas } from '@napi-rs/canvas';
import jsqr from 'jsqr';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

// The package is CommonJS: its default export is the module itself.
const jsQR = jsqr as unknown as typeof jsqr.default;
const open = (bytes: Uint8Array) => getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;

/** The text of each page, spaces taken out: PDFs place letters one by one. */
export async function pdfText(bytes: Uint8Array): Promise<string[]> {
  const pdf = await open(bytes);
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(
      items
        .map((item) => ('str' in item ? item.str : ''))
        .join('')
        .replaceAll(/\s/g, ''),
    );
  }
  return pages;
}

/** A page (from 1) as a bitmap, `scale` pixels a point. */
export async function pdfPage(bytes: Uint8Array, number: number, scale = 2) {
  const page = await (await open(bytes)).getPage(number);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  await page.render({ canvas: canvas as never, canvasContext: canvas.getContext('2d') as never, viewport }).promise;
  return canvas;
}

/** What a scanner reads on a part of a page, in points from the top left; null when there is no QR code. */
export async function scanPage(
  bytes: Uint8Array,
  number: number,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<string | null> {
  const scale = 3;
  const canvas = await pdfPage(bytes, number, scale);
  const { x, y, width, height } = part;
  const image = canvas.getContext('2d').getImageData(x * scale, y * scale, width * scale, height * scale);
  return jsQR(new Uint8ClampedArray(image.data), image.width, image.height)?.data ?? null;
}
