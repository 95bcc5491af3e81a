import { existsSync, readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { detectEncoding } from './encoding.ts';
import { ImportRefusal, peek, readAll, sourceOf } from './source.ts';
import { openFile, type Table } from './table.ts';

const header = { test: (cells: readonly string[]) => cells.includes('名称') || cells.includes('name') };
const open = async (bytes: Uint8Array | string, rule: Parameters<typeof openFile>[1] = header): Promise<Table> => {
  const opened = await openFile(sourceOf('x', Buffer.from(bytes)), rule);
  if (opened.kind !== 'TABLE') throw new Error(`a ${opened.kind} is no table`);
  return opened.table;
};
const rowsOf = async (table: Table) => (await Array.fromAsync(table.rows)).map(({ cells }) => cells);
const refusedAs = async (bytes: Uint8Array | string): Promise<string> => {
  const error = await open(bytes).catch((reason: unknown) => reason);
  if (!(error instanceof ImportRefusal)) throw error;
  return error.recognisedAs;
};

describe('encodings', () => {
  const chinese = '名称,型号\n扫描电子显微镜,SU8010（日立）\n万能试验机,WDW-100\n';
  const german = 'name;Hersteller\nPrüfmaschine für Zugversuche;Müller & Söhne GmbH, Köln\n';
  it.each([
    ['utf-8', iconv.encode(chinese, 'utf-8')],
    ['utf-8', iconv.encode(chinese, 'utf-8', { addBOM: true })],
    ['utf-16le', iconv.encode(chinese, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(chinese, 'utf-16be', { addBOM: true })],
    ['gb18030', iconv.encode(chinese, 'gb18030')],
    ['gb18030', iconv.encode(chinese.repeat(50).replace('万能', '𠮷野'), 'gb18030')],
  ])('reads Chinese in %s', async (encoding, bytes) => {
    expect(detectEncoding(bytes)).toBe(encoding);
    const table = await open(bytes);
    expect(table.columns).toEqual(['名称', '型号']);
    expect((await rowsOf(table))[0]).toEqual(['扫描电子显微镜', 'SU8010（日立）']);
  });

  it.each(['windows-1252', 'macintosh'])('reads German in %s', async (encoding) => {
    const bytes = iconv.encode(german, encoding);
    expect(detectEncoding(bytes)).toBe(encoding);
    expect((await rowsOf(await open(bytes)))[0]).toEqual(['Prüfmaschine für Zugversuche', 'Müller & Söhne GmbH, Köln']);
  });

  it('reads Czech in iso-8859-2', async () => {
    const bytes = iconv.encode('name;výrobce\nMěřicí přístroj tvrdosti;Závody Plzeň\n', 'iso-8859-2');
    expect(detectEncoding(bytes)).toBe('iso-8859-2');
  });

  it('does not take a character that is cut off by the look ahead for an error', () => {
    const bytes = iconv.encode('名'.repeat(1000), 'utf-8');
    expect(detectEncoding(bytes.subarray(0, 1000))).toBe('utf-8');
  });

  const gbk = new URL('../../../shared/data/patents/bistu-patents-gbk.csv', import.meta.url);
  it.skipIf(!existsSync(gbk))('reads a real list in GBK (skipped without ../shared)', () => {
    expect(detectEncoding(readFileSync(gbk))).toBe('gb18030');
  });
});

describe('tables', () => {
  it.each([',', '\t', ';', '|'])('are told by their separator %j', async (separator) => {
    const table = await open(
      [
        ['name', 'a', 'b'],
        ['x', '1', '2'],
      ]
        .map((line) => line.join(separator))
        .join('\r\n'),
    );
    expect(await rowsOf(table)).toEqual([['x', '1', '2']]);
  });

  it('keep quoted separators, line ends and quotes, pad short rows and read blanks and \\N as nothing', async () => {
    const table = await open('name,a\n"x, ""y""\nz",\\N\n  q  ,\nshort\n\n');
    expect(await rowsOf(table)).toEqual([
      ['x, "y"\nz', null],
      ['q', null],
      ['short', null],
    ]);
  });

  it('may have lines before the header; without any header they are refused, or given whole to a person', async () => {
    const text = 'Export of 2026-03-02\nname,a\nx,1\n';
    expect((await open(text)).columns).toEqual(['name', 'a']);
    expect(await refusedAs('foo,bar\n1,2\n')).toBe('UNKNOWN_TABLE');
    const table = await open('foo,bar\n1,2\n3,4\n', { test: () => false, orFirst: true });
    expect([table.columns, await rowsOf(table)]).toEqual([
      ['foo', 'bar'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ]);
  });

  it('come from workbooks with numbers, dates and empty rows', async () => {
    const sheet = [
      ['a note'],
      ['name', 'n', 'day'],
      ['x', 12.5, new Date('2011-08-01T00:00:00Z')],
      [null, null, null],
      ['y', 0, null],
    ];
    const cells = sheet.map((row) =>
      row.map((value) => (value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd' } : value)),
    );
    const table = await open(await writeXlsx(cells as never).toBuffer());
    expect(table.format).toBe('XLSX');
    expect(await rowsOf(table)).toEqual([
      ['x', '12.5', '2011-08-01'],
      ['y', '0', null],
    ]);
  });

  it('come from JSON lists, wherever they lie', async () => {
    const table = await open(
      JSON.stringify({
        count: 2,
        items: [
          { name: 'x', tags: ['a', 'b'] },
          { name: 'y', n: 3 },
        ],
      }),
    );
    expect([table.columns, await rowsOf(table)]).toEqual([
      ['name', 'tags', 'n'],
      [
        ['x', 'a; b', null],
        ['y', null, '3'],
      ],
    ]);
  });
});

describe('what is no table', () => {
  it.each([
    ['EMPTY', ''],
    ['TURTLE', '# a comment\n@prefix x: <http://x/> .\n'],
    ['RDF_XML', '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="x"/>'],
    ['HTML', '<!DOCTYPE html><html></html>'],
    ['PDF', '%PDF-1.7'],
    ['BINARY', 'a\0b\0c'],
    ['BROKEN_JSON', '[{"name": 1},'],
    ['XLS', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['BROKEN_XLSX', Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3])],
  ])('%s is refused by its name', async (name, bytes) => {
    expect(await refusedAs(bytes)).toBe(name);
  });
});

it('looks at the beginning without losing any of it, and stops reading what is too large', async () => {
  const chunks = Array.from({ length: 9 }, (_, index) => Buffer.alloc(100_000, index));
  let closed = false;
  async function* bytes() {
    try {
      yield* chunks;
    } finally {
      closed = true;
    }
  }
  const peeked = await peek({ name: 'x', bytes: bytes() });
  expect(peeked.head.length).toBe(300_000);
  await expect(readAll(peeked, 500_000)).rejects.toThrow(ImportRefusal);
  expect(closed).toBe(true);
  const whole = await readAll(await peek({ name: 'x', bytes: bytes() }), 1_000_000);
  expect(whole.equals(Buffer.concat(chunks))).toBe(true);
});
