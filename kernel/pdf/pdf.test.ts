import { expect, test } from 'vitest';
import { pdfText, scanPage } from '../../test/harness/pdf.ts';
import { MM, pdfBytes } from './document.ts';
import { drawQr } from './qr.ts';
import { drawTable } from './table.ts';
import { unprintable, write } from './text.ts';

const about = { title: 't', author: 'a', date: new Date('2026-01-01T00:00:00Z'), margin: 40 };

test('laboratories’ characters are printed, each in a font that has it', async () => {
  const text = '抗拉强度 σ ≥ 500 MPa，20 ℃ ± 2，5‰，①，Ω·m²';
  expect(unprintable(text)).toEqual([]);
  const pdf = await pdfBytes(about, (page) => write(page, text, 40, 40, { width: 400 }));
  expect(await pdfText(pdf)).toEqual([text.replaceAll(/\s/g, '')]);
  expect(unprintable('a 𓀀 b')).toEqual(['𓀀']);
});

test('a table goes over pages, its head on each', async () => {
  const rows = Array.from({ length: 80 }, (_, index) => [`第${index}行`, 'x']);
  const columns = [
    { title: '序号', width: 200 },
    { title: '值', width: 200 },
  ];
  const pages = await pdfText(await pdfBytes(about, (pdf) => drawTable(pdf, 40, columns, rows)));
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) expect(page.startsWith('序号值')).toBe(true);
  expect(pages.join('')).toContain('第79行');
});

test('a QR code that was drawn is read from the rendered page', async () => {
  const url = 'https://mdj.example/verify/MDJ-JC-2026-000001?code=abc_-DEF';
  const pdf = await pdfBytes(about, (page) => drawQr(page, url, 100, 100, 27 * MM));
  expect(await scanPage(pdf, 1, { x: 90, y: 90, width: 100, height: 100 })).toBe(url);
});
