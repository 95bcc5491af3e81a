import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import { chineseFont, sfntOfWoff } from './chinese-font.ts';

const { resolve } = createRequire(import.meta.url);

/** Fonts for what the Chinese one lacks, in the order in which they are asked: mathematics and Greek, ‰, ①, ℃. */
const MORE_FONTS = [
  '@fontsource/noto-sans-math/files/noto-sans-math-latin-400-normal.woff',
  '@fontsource/noto-sans-sc/files/noto-sans-sc-91-400-normal.woff',
  '@fontsource/noto-sans-sc/files/noto-sans-sc-106-400-normal.woff',
  '@fontsource/noto-sans-sc/files/noto-sans-sc-107-400-normal.woff',
] as const;

interface Face {
  readonly name: string;
  readonly bytes: Buffer;
  has(letter: string): boolean;
}

let faces: readonly Face[] | undefined;

function allFaces(): readonly Face[] {
  faces ??= [chineseFont(), ...MORE_FONTS.map((file) => sfntOfWoff(readFileSync(resolve(file))))].map(
    (bytes, index) => {
      const font = create(bytes);
      if (!('hasGlyphForCodePoint' in font)) throw new TypeError('a font collection where a font was expected');
      const has = (letter: string): boolean => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
      return { name: `face-${index}`, bytes, has };
    },
  );
  return faces;
}

/** Makes all fonts known to a document and takes the Chinese one; those that are not used are not embedded. */
export function takeFonts(pdf: PDFKit.PDFDocument): void {
  for (const { name, bytes } of allFaces()) pdf.registerFont(name, bytes);
  pdf.font('face-0');
}

const known = new Map<string, string | null>();

/** The first font that has the letter, or null. Looked up once a letter: the fonts' tables are slow to search. */
function faceOf(letter: string): string | null {
  const before = known.get(letter);
  if (before !== undefined) return before;
  const found = allFaces().find((face) => face.has(letter))?.name ?? null;
  known.set(letter, found);
  return found;
}

/** Characters of the text that no font can print, once each; line ends and tabs are none. */
export function unprintable(text: string): string[] {
  const letters = new Set(text.replaceAll(/\s/g, ''));
  return [...letters].filter((letter) => faceOf(letter) === null);
}

/** Writes a text that users entered, each character in the first font that has it. The Chinese font is in use before and after. */
export function write(
  pdf: PDFKit.PDFDocument,
  text: string,
  x: number,
  y: number,
  options: PDFKit.Mixins.TextOptions,
): void {
  const runs = runsOf(text);
  for (const [index, run] of runs.entries()) {
    const more = { ...options, continued: index < runs.length - 1 };
    pdf.font(run.face);
    if (index === 0) pdf.text(run.text, x, y, more);
    else pdf.text(run.text, more);
  }
  pdf.font('face-0');
}

function runsOf(text: string): { face: string; text: string }[] {
  const runs: { face: string; text: string }[] = [];
  for (const letter of text) {
    const face = faceOf(letter) ?? 'face-0';
    const last = runs.at(-1);
    if (last?.face === face || (last && letter === ' ')) last.text += letter;
    else runs.push({ face, text: letter });
  }
  return runs.length > 0 ? runs : [{ face: 'face-0', text: '' }];
}
