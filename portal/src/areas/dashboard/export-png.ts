import type { Charts } from './dashboard-page.tsx';

/** A key figure as the wall shows it. */
interface ShownFigure {
  readonly name: string;
  readonly text: string;
}

interface Picture {
  readonly label: string;
  readonly image: HTMLImageElement;
}

const WIDTH = 1920;
const GAP = 32;
const HEAD = 96;
const TILES = 110;
const HALF = (WIDTH - GAP * 3) / 2;
const WHOLE = WIDTH - GAP * 2;
const LABEL = 40;
/** A chart that is wider than this, in heights, gets a row of its own. */
const WIDE = 1.9;
const GROUND = '#0b1422';
const SOFT = '#c3d0e4';
const TITLE_PIXELS = 36;

/** The wall as one picture: title, key figures, and every chart below its title. Throws when the browser cannot draw. */
export async function wallPicture(title: string, figures: readonly ShownFigure[], charts: Charts): Promise<Blob> {
  const pictures = await Promise.all([...charts].map(async ([label, chart]) => ({ label, image: await drawn(chart) })));
  const words = [title, ...figures.map(({ name }) => name), ...pictures.map(({ label }) => label)].join('');
  await document.fonts.load(fontOf(TITLE_PIXELS), words);
  const rows = inRows(pictures);
  const heights = rows.map((row) => Math.max(...row.map(({ image }) => heightOf(image, row.length === 1))));
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEAD + TILES + heights.reduce((sum, height) => sum + height + LABEL + GAP, GAP);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('the browser has no canvas');
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawHead(pen, title, figures);
  let top = HEAD + TILES + GAP;
  for (const [place, row] of rows.entries()) {
    drawRow(pen, row, top);
    top += (heights[place] ?? 0) + LABEL + GAP;
  }
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture came of it'))), 'image/png'),
  );
}

/** Wide charts by themselves, the others two and two. */
function inRows(pictures: readonly Picture[]): readonly (readonly Picture[])[] {
  const isWide = ({ image }: Picture): boolean => image.width / image.height > WIDE;
  const others = pictures.filter((picture) => !isWide(picture));
  const pairs = others.flatMap((_, place) => (place % 2 === 0 ? [others.slice(place, place + 2)] : []));
  return [...pictures.filter(isWide).map((picture) => [picture]), ...pairs];
}

function heightOf(image: HTMLImageElement, isAlone: boolean): number {
  const width = isAlone && image.width / image.height > WIDE ? WHOLE : HALF;
  return (image.height / image.width) * width;
}

function drawRow(pen: CanvasRenderingContext2D, row: readonly Picture[], top: number): void {
  for (const [column, { label, image }] of row.entries()) {
    const left = GAP + column * (HALF + GAP);
    const height = heightOf(image, row.length === 1);
    write(pen, label, left, top + 24, 22);
    pen.drawImage(image, left, top + LABEL, (image.width / image.height) * height, height);
  }
}

function drawHead(pen: CanvasRenderingContext2D, title: string, figures: readonly ShownFigure[]): void {
  write(pen, title, GAP, 62, TITLE_PIXELS);
  const width = WHOLE / figures.length;
  for (const [place, { name, text }] of figures.entries()) {
    write(pen, name, GAP + place * width, HEAD + 28, 17, SOFT);
    write(pen, text, GAP + place * width, HEAD + 66, 24);
  }
}

function fontOf(pixels: number): string {
  return `600 ${pixels}px ${getComputedStyle(document.documentElement).fontFamily}`;
}

function write(
  pen: CanvasRenderingContext2D,
  text: string,
  left: number,
  base: number,
  pixels: number,
  colour = '#fff',
): void {
  pen.fillStyle = colour;
  pen.font = fontOf(pixels);
  pen.fillText(text, left, base);
}

async function drawn(chart: { getDataURL(options: object): string }): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: GROUND });
  await image.decode();
  return image;
}
