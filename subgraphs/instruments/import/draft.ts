import { createHash } from 'node:crypto';
import type { ColumnMapping } from '../../../kernel/import/mapping.ts';
import type { Draft, RowProblem } from '../../../kernel/import/run.ts';
import type { TableRow } from '../../../kernel/import/table.ts';
import { type Read, readDay, readEmail, readFen, readList, readName, readUrl } from '../../../kernel/import/values.ts';
import type { Text } from '../../../kernel/refusals.ts';
import type { InstrumentDetails } from '../instruments.ts';
import { instrumentColumns } from './mapping.ts';

/** An instrument as a row describes it; only what the row says. */
export type InstrumentDetailsDraft = Partial<InstrumentDetails> & { readonly name: string };
export type InstrumentDraft = Draft<InstrumentDetailsDraft>;

type Details = { -readonly [K in keyof InstrumentDetails]?: InstrumentDetails[K] };
type Reader = (text: string) => Read<Partial<InstrumentDetails>>;

function field<K extends keyof InstrumentDetails>(name: K, read: (text: string) => Read<InstrumentDetails[K]>): Reader {
  return (text) => {
    const result = read(text);
    return 'problem' in result ? result : { value: { [name]: result.value } as Partial<InstrumentDetails> };
  };
}

const asText = (text: string): Read<string> => ({ value: text });
const asList = (text: string): Read<readonly string[]> => ({ value: readList(text) });

/** `GENERAL` for 通用/general, `SPECIAL` for 专用/special. */
function readRatedClass(text: string): Read<'GENERAL' | 'SPECIAL'> {
  if (/^(通用|general)/i.test(text)) return { value: 'GENERAL' };
  if (/^(专用|special)/i.test(text)) return { value: 'SPECIAL' };
  return { problem: { zh: `“${text}”不是“通用”或“专用”。`, en: `"${text}" is neither general nor special.` } };
}

/** How the text of each field becomes part of an instrument; contact fields are put together afterwards. */
const readers: Readonly<Record<string, Reader>> = {
  localId: field('localId', asText),
  name: field('name', readName),
  nameEn: field('nameEn', asText),
  category: field('category', asText),
  description: field('description', asText),
  keywords: field('keywords', asList),
  manufacturer: field('manufacturer', (name) => ({ value: { name, identifier: null, identifierType: null } })),
  model: field('model', asText),
  serialNumber: field('serialNumber', asText),
  countryOfOrigin: field('countryOfOrigin', asText),
  manufacturedOn: field('manufacturedOn', readDay),
  commissionedOn: field('commissionedOn', readDay),
  originalValue: field('originalValueFen', (text) => readFen(text, false)),
  originalValueWan: field('originalValueFen', (text) => readFen(text, true)),
  facility: field('facility', asText),
  location: field('location', asText),
  district: field('district', asText),
  functions: field('functions', asText),
  technicalIndicators: field('technicalIndicators', asText),
  measuringRange: field('measuringRanges', (quantity) => ({
    value: [{ quantity, from: null, to: null, accuracy: null }],
  })),
  standards: field('standards', asList),
  accessories: field('accessories', asList),
  serviceContent: field('serviceContent', asText),
  ratedHoursClass: field('ratedHoursClass', readRatedClass),
  landingPage: field('landingPage', readUrl),
};

const nameMissing: Text = { zh: '缺少仪器名称。', en: 'The name is missing.' };

/** Reads one row by the mapping. Pure; a bad optional value costs the field, a bad name the row. */
export function draftOf(row: TableRow, mapping: readonly ColumnMapping[]): InstrumentDraft {
  const texts = instrumentColumns.textsOf(row, mapping);
  const details: Details = {};
  const problems: RowProblem[] = [];
  for (const [name, text] of texts) {
    const reader = readers[name];
    if (!reader) continue;
    const read = reader(text);
    if ('value' in read) Object.assign(details, read.value);
    else problems.push({ row: row.row, field: name, reason: read.problem, kept: name !== 'name' });
  }
  const contact = readContact(row.row, texts, problems);
  if (contact) details.contact = contact;
  if (!texts.has('name')) problems.push({ row: row.row, field: 'name', reason: nameMissing, kept: false });
  const { name } = details;
  return { row: row.row, details: name === undefined ? null : { ...details, name }, problems };
}

function readContact(row: number, texts: ReadonlyMap<string, string>, problems: RowProblem[]) {
  const email = texts.get('contactEmail');
  const read = email === undefined ? null : readEmail(email);
  if (read && 'problem' in read) problems.push({ row, field: 'contactEmail', reason: read.problem, kept: true });
  const address = read && 'value' in read ? read.value : null;
  const telephone = texts.get('contactTelephone') ?? null;
  const name = texts.get('contactName') ?? texts.get('facility');
  if (!name || !(texts.has('contactName') || telephone || address)) return null;
  return { name, telephone, email: address };
}

/** What a row without a local id is recognised by when the list comes again: the things that tell one instrument from another. */
export function fingerprint(details: Partial<InstrumentDetails>): string {
  const { name, manufacturer, model, serialNumber, facility, location, contact, landingPage } = details;
  const parts = [name, manufacturer?.name, model, serialNumber, facility, location, contact, landingPage];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
