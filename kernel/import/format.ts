import iconv from 'iconv-lite';
import { detectEncoding, type Encoding } from './encoding.ts';
import { ImportRefusal, type PeekedSource } from './source.ts';

/** What a file is, as far as its first bytes tell. */
export type FileFormat =
  | { readonly kind: 'DELIMITED'; readonly delimiter: ',' | '\t' | ';' | '|'; readonly encoding: Encoding }
  | { readonly kind: 'XLSX'; readonly encoding: 'binary' }
  | { readonly kind: 'JSON' | 'XML'; readonly encoding: Encoding };

/** Formats that are known and are no tables: each is refused by its name. */
const refusals: readonly {
  readonly as: string;
  readonly test: (text: string) => boolean;
  readonly zh: string;
  readonly en: string;
}[] = [
  {
    as: 'TURTLE',
    test: (text) => /^\s*(#[^\n]*\n\s*)*(@prefix|@base|PREFIX\s|BASE\s)/i.test(text),
    zh: '这是 RDF Turtle 文件（例如公布设备清单地址的机构档案 OPD），不是设备清单；请导入其中所指的 CSV 或 XLSX。',
    en: 'This is RDF in Turtle, such as an organisation profile that announces a list: import the CSV or XLSX that it points to.',
  },
  {
    as: 'RDF_XML',
    test: (text) => /<rdf:RDF[\s>]/.test(text.slice(0, 4096)),
    zh: '这是 RDF/XML 文件，不是设备清单；请导入 CSV 或 XLSX。',
    en: 'This is RDF/XML, not a list: import CSV or XLSX.',
  },
  {
    as: 'HTML',
    test: (text) => /^\s*(<!doctype html|<html[\s>])/i.test(text),
    zh: '这是网页，不是设备清单；请导入 CSV 或 XLSX。',
    en: 'This is a web page, not a list: import CSV or XLSX.',
  },
];

/** Tells format and encoding from the beginning of the file; throws `ImportRefusal` for what is no table or record. */
export function recognise(source: PeekedSource): FileFormat {
  const { head } = source;
  if (head.length === 0) throw new ImportRefusal('EMPTY', { zh: '文件为空。', en: 'The file is empty.' });
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return { kind: 'XLSX', encoding: 'binary' };
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) throw new ImportRefusal('XLS', oldExcel);
  if (startsWith(head, [0x25, 0x50, 0x44, 0x46])) throw new ImportRefusal('PDF', pdf);
  const encoding = detectEncoding(head);
  const text = iconv.decode(Buffer.from(head), encoding);
  if (text.includes('\0')) throw new ImportRefusal('BINARY', binary);
  const refused = refusals.find((refusal) => refusal.test(text));
  if (refused) throw new ImportRefusal(refused.as, refused);
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') return { kind: 'JSON', encoding };
  if (start === '<') return { kind: 'XML', encoding };
  return { kind: 'DELIMITED', delimiter: delimiterOf(text), encoding };
}

const oldExcel = {
  zh: '旧版 Excel（.xls）无法读取，请另存为 .xlsx。',
  en: 'Excel before 2007 (.xls) is not read: save it as .xlsx.',
};
const pdf = { zh: 'PDF 文件无法导入，请提供 CSV 或 XLSX。', en: 'A PDF cannot be imported: give CSV or XLSX.' };
const binary = { zh: '这是二进制文件，不是设备清单。', en: 'This is a binary file, not a list.' };

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** The separator that most evenly divides the first lines, quoted parts left out. */
function delimiterOf(text: string): ',' | '\t' | ';' | '|' {
  const lines = text
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n|\r/)
    .slice(0, 20);
  const counts = ([',', '\t', ';', '|'] as const).map((delimiter) => ({
    delimiter,
    lines: lines.filter((line) => line.includes(delimiter)).length,
    header: (lines[0] ?? '').split(delimiter).length,
  }));
  return counts.sort((a, b) => b.lines - a.lines || b.header - a.header)[0]?.delimiter ?? ',';
}
