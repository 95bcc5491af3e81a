import { createHash } from 'node:crypto';
import type { ColumnMapping } from '../../../kernel/import/mapping.ts';
import type { Draft, RowProblem } from '../../../kernel/import/run.ts';
import type { TableRow } from '../../../kernel/import/table.ts';
import { type Read, readDay, readEmail, readFen, readList, readName } from '../../../kernel/import/values.ts';
import type { Text } from '../../../kernel/refusals.ts';
import type { TariffComponent } from '../../../ledger/types.ts';
import type { CertificateRow, ReportLanguage, TestItemRecord } from '../test-items.ts';
import { CERTIFICATE_KINDS, itemColumns, PRICE_FIELDS } from './item-fields.ts';

/** A price that a row gives. */
export interface PriceDraft {
  readonly component: TariffComponent;
  readonly amountFen: number;
}

type ItemFields = Pick<
  TestItemRecord,
  | 'localId'
  | 'name'
  | 'synonyms'
  | 'category'
  | 'standards'
  | 'specimen'
  | 'instrumentIds'
  | 'turnaroundDays'
  | 'minutesPerSample'
  | 'reportLanguages'
  | 'certificates'
  | 'contact'
>;

/** A test item as a row describes it: only what the row says. */
export interface ItemDetails {
  readonly fields: Partial<ItemFields> & { readonly name: string };
  readonly prices: readonly PriceDraft[];
}

export type ItemDraft = Draft<ItemDetails>;

const LANGUAGES: readonly (readonly [ReportLanguage, RegExp])[] = [
  ['ZH', /^(中文?|汉语|zh|chinese)$/i],
  ['EN', /^(英文?|英语|en|english)$/i],
  ['RU', /^(俄文?|俄语|ru|russian)$/i],
  ['JA', /^(日文?|日语|ja|japanese)$/i],
  ['KO', /^(韩文?|韩语|ko|korean)$/i],
];

type Reader = (text: string) => Read<Partial<ItemFields>>;

const plain =
  (field: 'localId' | 'category' | 'specimen'): Reader =>
  (text) => ({ value: { [field]: text } });
const list =
  (field: 'synonyms' | 'standards' | 'instrumentIds'): Reader =>
  (text) => ({ value: { [field]: readList(text) } });
const whole =
  (field: 'turnaroundDays' | 'minutesPerSample'): Reader =>
  (text) => {
    const number = /^(\d{1,6})\s*(天|日|个工作日|工作日|分钟?|days?|min(utes)?)?$/i.exec(
      text.normalize('NFKC').trim(),
    )?.[1];
    if (number !== undefined && Number(number) > 0) return { value: { [field]: Number(number) } };
    return { problem: { zh: `“${text}”不是正整数。`, en: `"${text}" is not a positive whole number.` } };
  };

/** How the text of each field becomes part of an item; prices, certificates and contact are put together apart. */
const readers: Readonly<Record<string, Reader>> = {
  localId: plain('localId'),
  name: (text) => {
    const read = readName(text);
    return 'problem' in read ? read : { value: { name: read.value } };
  },
  synonyms: list('synonyms'),
  category: plain('category'),
  standards: list('standards'),
  specimen: plain('specimen'),
  instrumentIds: list('instrumentIds'),
  turnaroundDays: whole('turnaroundDays'),
  minutesPerSample: whole('minutesPerSample'),
  reportLanguages: readLanguages,
};

function readLanguages(text: string): Read<Partial<ItemFields>> {
  const names = text.split(/[;；、,，/\s]+/).filter(Boolean);
  const known = names.map((name) => LANGUAGES.find(([, pattern]) => pattern.test(name))?.[0]);
  const strange = names.find((_, index) => known[index] === undefined);
  if (strange !== undefined)
    return { problem: { zh: `不认识语言“${strange}”。`, en: `"${strange}" is no language of reports.` } };
  return { value: { reportLanguages: [...new Set(known.flatMap((language) => language ?? []))] } };
}

const nameMissing: Text = { zh: '缺少检测项目名称。', en: 'The name is missing.' };

/** Reads one row by the mapping. Pure; a bad optional value costs the field, a bad name or price the row. */
export function itemDraftOf(row: TableRow, mapping: readonly ColumnMapping[]): ItemDraft {
  const texts = itemColumns.textsOf(row, mapping);
  const problems: RowProblem[] = [];
  const note = (field: string, reason: Text, kept: boolean): void => {
    problems.push({ row: row.row, field, reason, kept });
  };
  const fields: Partial<ItemFields> = {};
  for (const [name, text] of texts) {
    const read = readers[name]?.(text);
    if (!read) continue;
    if ('value' in read) Object.assign(fields, read.value);
    else note(name, read.problem, name !== 'name');
  }
  const prices = readPrices(texts, note);
  const certificates = readCertificates(texts, note);
  const contact = readContact(texts, note);
  if (!texts.has('name')) note('name', nameMissing, false);
  const { name } = fields;
  const broken = problems.some(({ kept }) => !kept);
  if (name === undefined || broken) return { row: row.row, details: null, problems };
  const more = { ...(certificates.length > 0 ? { certificates } : {}), ...(contact ? { contact } : {}) };
  return { row: row.row, details: { fields: { ...fields, name, ...more }, prices }, problems };
}

type Note = (field: string, reason: Text, kept: boolean) => void;

/** A price that cannot be read costs the row: a test without its price must not go into the catalogue unseen. */
function readPrices(texts: ReadonlyMap<string, string>, note: Note): PriceDraft[] {
  return Object.entries(PRICE_FIELDS).flatMap(([field, component]) => {
    const text = texts.get(field);
    if (text === undefined) return [];
    const read = readFen(text, false);
    if ('value' in read) return [{ component, amountFen: read.value }];
    note(field, read.problem, false);
    return [];
  });
}

function readCertificates(texts: ReadonlyMap<string, string>, note: Note): CertificateRow[] {
  return CERTIFICATE_KINDS.flatMap((kind) => {
    const name = kind.toLowerCase();
    const number = texts.get(`${name}Number`);
    if (number === undefined) return [];
    const until = texts.get(`${name}ValidTo`);
    const day = until === undefined ? null : readDay(until);
    if (day && 'problem' in day) note(`${name}ValidTo`, day.problem, true);
    const validTo = day && 'value' in day ? day.value : null;
    return [{ kind, number, scope: texts.get(`${name}Scope`) ?? null, validTo }];
  });
}

function readContact(texts: ReadonlyMap<string, string>, note: Note): TestItemRecord['contact'] {
  const name = texts.get('contactName');
  if (name === undefined) return null;
  const address = texts.get('contactEmail');
  const email = address === undefined ? null : readEmail(address);
  if (email && 'problem' in email) note('contactEmail', email.problem, true);
  const value = email && 'value' in email ? email.value : null;
  return { name, telephone: texts.get('contactTelephone') ?? null, email: value };
}

/** What a row without a local id is recognised by when the list comes again. */
export function itemFingerprint({ fields: { name, standards, specimen } }: ItemDetails): string {
  return createHash('sha256')
    .update(JSON.stringify([name, standards, specimen]))
    .digest('base64url')
    .slice(0, 22);
}
