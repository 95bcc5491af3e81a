import type { Charts } from './dashboard-page.tsx';

const WIDTH = 1920;
const GAP = 32;
const HEAD = 96;
const TILES = 110;
const COLUMNS = 2;
const GROUND = '#0b1422';
const TITLE_PIXELS = 36;
const PANEL_TITLE = 40;

/** The wall as one picture: title, key figures, and every chart below its title. Throws when the browser cannot draw. */
export async function wallPicture(
  title: string,
  figures: readonly { readonly name: string; readonly text: string }[],
  charts: Charts,
): Promise<Blob> {
  const pictures = await Promise.all([...charts].map(async ([label, chart]) => ({ label, image: await drawn(chart) })));
  const panel = (WIDTH - GAP * (COLUMNS + 1)) / COLUMNS;
  const rows = Array.from({ length: Math.ceil(pictures.length / COLUMNS) }, (_, row) =>
    pictures.slice(row * COLUMNS, row * COLUMNS + COLUMNS),
  );
  const heights = rows.map((row) => Math.max(...row.map(({ image }) => (image.height / image.width) * panel)));
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEAD + TILES + heights.reduce((sum, height) => sum + height + PANEL_TITLE + GAP, GAP);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('the browser has no canvas');
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawHead(pen, title, figures);
  let top = HEAD + TILES + GAP;
  for (const [place, row] of rows.entries()) {
    for (const [column, { label, image }] of row.entries()) {
      const left = GAP + column * (panel + GAP);
      write(pen, label, left, top + 24, 22);
      pen.drawImage(image, left, top + PANEL_TITLE, panel, (image.height / image.width) * panel);
    }
    top += (heights[place] ?? 0) + PANEL_TITLE + GAP;
  }
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture came of it'))), 'image/png'),
  );
}

function drawHead(
  pen: CanvasRenderingContext2D,
  title: string,
  figures: readonly { readonly name: string; readonly text: string }[],
): void {
  write(pen, title, GAP, 62, TITLE_PIXELS);
  const width = (WIDTH - GAP * 2) / figures.length;
  for (const [place, { name, text }] of figures.entries()) {
    const left = GAP + place * width;
    write(pen, name, left, HEAD + 28, 17, '#c3d0e4');
    write(pen, text, left, HEAD + 66, 24);
  }
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
  pen.font = `600 ${pixels}px ${getComputedStyle(document.documentElement).fontFamily}`;
  pen.fillText(text, left, base);
}

async function drawn(chart: { getDataURL(options: object): string }): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: GROUND });
  await image.decode();
  return image;
}
