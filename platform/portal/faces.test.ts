import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networkConfigs } from '../config.ts';
import type { ListeningServer } from '../http-server.ts';
import { portalFace } from './faces.ts';
import { emptyDirectory, servePortal } from './testing.ts';

let directory: string;
let server: ListeningServer;

beforeAll(async () => {
  directory = await emptyDirectory();
  server = await servePortal(directory);
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const network = networkConfigs({ network: 'five', data: '/nowhere', port: 4000, production: true, scale: 1 });
const platform = (id: string) => network.find((one) => one.id === id)!;

async function settings(content: unknown): Promise<string> {
  const file = join(directory, 'portal.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const platformOrigins: Record<string, string> = { mdj: 'http://localhost:4000', hlj: 'http://localhost:4100' };

test('GET /portal/config.json says what the portal must know first, before it is built even', async () => {
  const response = await fetch(`http://127.0.0.1:${server.port}/portal/config.json`);
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.json()).toEqual({
    id: 'mdj',
    level: 'CITY',
    name: { zh: '牡丹江市科技创新创业资源共享服务平台', en: 'Mudanjiang S&T Resource-Sharing Platform' },
    shortName: { zh: '牡丹江科技', en: 'Mudanjiang S&T' },
    colours: { primary: '#a61d4d' },
    logo: '/portal/logo.svg',
    home: 'search',
    boundaries: null,
    timeZone: 'Asia/Shanghai',
    origin: 'http://localhost:4000',
    locales: ['zh', 'en'],
    platforms: ['mdj', 'hlj'].map((id) => expect.objectContaining({ id, origin: platformOrigins[id] })),
    demo: true,
  });
  const etag = response.headers.get('etag') ?? '';
  const again = await fetch(response.url, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('the logo is a picture and can do nothing else', async () => {
  const response = await fetch(`http://127.0.0.1:${server.port}/portal/logo.svg`);
  expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  expect(await response.text()).toContain('aria-label="牡丹江科技"');
});

/** WCAG 2.2, relative luminance. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

test('every platform has a face, and white text on its colour can be read', () => {
  const faces = network.map((one) => portalFace(one, undefined));
  for (const { shortName, colours } of faces) {
    expect(shortName.zh).not.toBe('');
    expect(contrastWithWhite(colours.primary)).toBeGreaterThan(4.5);
  }
  const [city, province] = [portalFace(platform('mdj'), undefined), portalFace(platform('hlj'), undefined)];
  expect(city.colours).not.toEqual(province.colours);
  expect(city.logoFile).not.toBe(province.logoFile);
});

test('the file of MUDAN_PORTAL changes a face part by part', async () => {
  const file = await settings({
    qqr: {
      shortName: { zh: '鹤城科技', en: 'Qiqihar' },
      colours: { primary: '#005a3c' },
      logo: 'crane.svg',
      boundaries: 'qqr.geojson',
    },
  });
  const face = portalFace(platform('qqr'), file);
  expect(face).toMatchObject({
    shortName: { zh: '鹤城科技' },
    colours: { primary: '#005a3c' },
    name: platform('qqr').name,
  });
  expect(face.logoFile).toBe(join(directory, 'crane.svg'));
  expect(face.boundariesFile).toBe(join(directory, 'qqr.geojson'));
  expect(portalFace(platform('mdj'), file)).toEqual(portalFace(platform('mdj'), undefined));
});

test.each([
  ['{', /cannot be read/],
  [{ mdj: { colours: { primary: 'red' } } }, /mdj\.colours\.primary is #rrggbb/],
  [{ mdj: { name: { zh: '牡丹江' } } }, /mdj\.name needs zh and en/],
  [{ mdj: { logo: 'logo.png' } }, /mdj\.logo is an SVG file/],
  [{ mdj: { boundaries: 'map.shp' } }, /mdj\.boundaries is a GeoJSON file/],
  [{ mdj: { home: 'all' } }, /mdj\.home is search or network/],
])('%j is refused with the reason', async (content, reason) => {
  const file = await settings(content);
  expect(() => portalFace(platform('mdj'), file)).toThrow(reason);
});
