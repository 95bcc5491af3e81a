import { PDFDocument } from '@cantoo/pdf-lib';

/** Thrown when an uploaded file is not a PDF whose pages can be copied. */
export class UnusablePdf extends Error {
  constructor(cause: unknown) {
    super('the file is not a PDF without encryption', { cause });
    this.name = 'UnusablePdf';
  }
}

/** The laboratory's own PDF behind the platform's cover. Throws `UnusablePdf`. */
export async function behindCover(cover: Uint8Array, own: Uint8Array): Promise<Uint8Array> {
  const whole = await PDFDocument.load(cover, { updateMetadata: false });
  try {
    const pages = await PDFDocument.load(own);
    for (const page of await whole.copyPages(pages, pages.getPageIndices())) whole.addPage(page);
  } catch (error) {
    throw new UnusablePdf(error);
  }
  return whole.save();
}

/** Can the file become a report? */
export async function isUsablePdf(bytes: Uint8Array): Promise<boolean> {
  try {
    return (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount() > 0;
  } catch {
    return false;
  }
}
