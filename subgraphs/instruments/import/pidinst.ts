import { XMLParser } from 'fast-xml-parser';
import type { RowProblem } from '../../../kernel/import/run.ts';
import { ImportRefusal } from '../../../kernel/import/source.ts';
import { readDay } from '../../../kernel/import/values.ts';
import type { InstrumentDetails } from '../instruments.ts';
import type { InstrumentDraft } from './draft.ts';
import { fromEpic, fromXml, isEpic, type Json, list, text } from './pidinst-forms.ts';

/** Is this JSON a PIDINST record, a list of them, or ePIC's typed handle values? */
export function pidinstJson(value: unknown): readonly InstrumentDraft[] {
  const records = isEpic(value) ? [fromEpic(value)] : [value].flat();
  if (records.length === 0 || !records.every(isPidinst)) throw notPidinst('JSON');
  return records.map((record, index) => draft(record as Json, index + 1));
}

/** PIDINST 1.0 as XML: one `<instrument>` or several in one root. */
export function pidinstXml(source: string): readonly InstrumentDraft[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: true,
  });
  let root: Json;
  try {
    root = parser.parse(source) as Json;
  } catch {
    throw notPidinst('XML');
  }
  const holder = (root.instruments ?? root) as Json;
  const instruments = list(holder.instrument);
  if (instruments.length === 0) throw notPidinst('XML');
  return instruments.map((record, index) => draft(fromXml(record as Json), index + 1));
}

function notPidinst(format: string): ImportRefusal {
  return new ImportRefusal(`UNKNOWN_${format}`, {
    zh: `该 ${format} 文件既不是设备清单也不是 PIDINST 记录。`,
    en: `This ${format} is neither a list of flat records nor a PIDINST record (Identifier, Name, Owner, Manufacturer).`,
  });
}

function isPidinst(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Name' in value && ('Identifier' in value || 'Owner' in value);
}

function draft(record: Json, row: number): InstrumentDraft {
  const problems: RowProblem[] = [];
  const name = text(record.Name);
  if (!name) {
    const reason = { zh: '缺少仪器名称。', en: 'The name is missing.' };
    return { row, details: null, problems: [{ row, field: 'name', reason, kept: false }] };
  }
  const identifier = record.Identifier as Json | undefined;
  const alternate = (list(record.AlternateIdentifier) as Json[]).map((item) => ({
    type: text(item.alternateIdentifierType) ?? 'Other',
    value: text(item.alternateIdentifierValue) ?? '',
  }));
  const pid = text(identifier?.identifierValue) ?? text(record.Identifier);
  const details: Partial<InstrumentDetails> & { readonly name: string } = {
    name,
    ...optional('localId', pid),
    ...optional('landingPage', text(record.LandingPage)),
    ...optional('description', text(record.Description)),
    ...optional('manufacturer', manufacturerOf(record)),
    ...optional('model', text((list(record.Model)[0] as Json | undefined)?.modelName)),
    ...optional('serialNumber', alternate.find((item) => /^serial/i.test(item.type))?.value ?? null),
    ...optional('contact', contactOf(record)),
    keywords: (list(record.InstrumentType) as Json[]).flatMap((type) => text(type.instrumentTypeName) ?? []),
    measuredVariables: list(record.MeasuredVariable).flatMap(
      (item) => text((item as Json)?.measuredVariable ?? item) ?? [],
    ),
    alternateIdentifiers: [
      ...(pid ? [{ type: text(identifier?.identifierType) ?? 'PID', value: pid }] : []),
      ...alternate.filter((item) => item.value !== ''),
    ],
    relatedIdentifiers: (list(record.RelatedIdentifier) as Json[]).map((item) => ({
      value: text(item.relatedIdentifierValue) ?? '',
      type: text(item.relatedIdentifierType) ?? 'Other',
      relation: text(item.relationType) ?? 'References',
    })),
    ...datesOf(record, row, problems),
  };
  return { row, details, problems };
}

function manufacturerOf(record: Json): InstrumentDetails['manufacturer'] {
  const first = list(record.Manufacturer)[0] as Json | undefined;
  const name = text(first?.manufacturerName);
  if (!first || !name) return null;
  const nested = first.manufacturerIdentifier as Json | undefined;
  return {
    name,
    identifier: text(first.manufacturerIdentifierValue) ?? text(nested?.manufacturerIdentifierValue),
    identifierType: text(first.manufacturerIdentifierType) ?? text(nested?.manufacturerIdentifierType),
  };
}

function contactOf(record: Json): InstrumentDetails['contact'] {
  const owner = list(record.Owner)[0] as Json | undefined;
  const name = text(owner?.ownerName);
  if (!owner || !name) return null;
  const contact = text(owner.ownerContact);
  return { name, telephone: null, email: contact?.includes('@') ? contact : null };
}

function datesOf(record: Json, row: number, problems: RowProblem[]): Partial<InstrumentDetails> {
  const fields: Record<string, 'commissionedOn' | 'decommissionedOn'> = {
    commissioned: 'commissionedOn',
    decommissioned: 'decommissionedOn',
  };
  const found: Partial<Record<'commissionedOn' | 'decommissionedOn', string>> = {};
  for (const date of list(record.Date) as Json[]) {
    const field = fields[(text(date.dateType) ?? '').toLowerCase()];
    const value = text(date.dateValue);
    if (!field || !value) continue;
    const read = readDay(value);
    if ('value' in read) found[field] = read.value;
    else problems.push({ row, field, reason: read.problem, kept: true });
  }
  return found;
}

function optional<K extends string, V>(name: K, value: V | null | undefined): Partial<Record<K, V>> {
  return value === null || value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
