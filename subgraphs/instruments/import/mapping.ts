import { ImportRefusal } from '../../../kernel/import/source.ts';
import { type ImportField, importFields, normaliseHeader, vocabularyHeaders } from './fields.ts';

/** Where one column goes; null: nowhere. */
export interface ColumnMapping {
  readonly column: string;
  readonly field: string | null;
  /** 100 exact header, 95 a known synonym, 60 a part of one, 0 none. */
  readonly confidence: number;
}

const headersOf = new Map(
  importFields.flatMap((field) => [field.zh, field.en, field.name].map((header) => [normaliseHeader(header), field])),
);
const synonymsOf = new Map(importFields.flatMap((field) => field.synonyms.map((synonym) => [synonym, field])));

/** Is this line a header: at least two known columns, one of them a name or a description; or a vocabulary's. */
export function isInstrumentHeader(cells: readonly string[]): boolean {
  if (isVocabulary(cells)) return true;
  const fields = new Set(
    proposeMapping(cells).flatMap(({ field, confidence }) => (confidence >= 95 && field ? [field] : [])),
  );
  return fields.size >= 2 && (fields.has('name') || fields.has('description'));
}

/** Throws when the table is a list of keywords rather than of things. */
export function refuseVocabulary(columns: readonly string[]): void {
  if (!isVocabulary(columns)) return;
  throw new ImportRefusal('VOCABULARY', {
    zh: '这是受控词表（关键词层级，例如 NASA GCMD），不是设备清单；其中没有任何一台仪器。',
    en: 'This is a controlled vocabulary (a hierarchy of keywords, such as NASA GCMD), not a list of instruments: no row is a thing that one could book.',
  });
}

function isVocabulary(columns: readonly string[]): boolean {
  const headers = new Set(columns.map(normaliseHeader));
  return vocabularyHeaders.some((signature) => signature.every((header) => headers.has(header)));
}

/**
 * Proposes a field for every column, most certain first; a field that takes one column is given once. A list without a name column (a
 * UNIQUIP list may have only descriptions) takes its description as the name.
 */
export function proposeMapping(columns: readonly string[]): readonly ColumnMapping[] {
  const candidates = columns.map((column, index) => ({ index, column, ...guess(column) }));
  const taken = new Set<string>();
  const proposed = candidates
    .toSorted((a, b) => b.confidence - a.confidence || a.index - b.index)
    .map(({ index, column, field, confidence }) => {
      const free = field && (field.joinedBy !== undefined || !taken.has(field.name));
      if (free) taken.add(field.name);
      return { index, column, field: free ? field.name : null, confidence: free ? confidence : 0 };
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ column, field, confidence }) => ({ column, field, confidence }));
  if (taken.has('name')) return proposed;
  return proposed.map((mapping) => (mapping.field === 'description' ? { ...mapping, field: 'name' } : mapping));
}

function guess(column: string): { readonly field: ImportField | null; readonly confidence: number } {
  const header = normaliseHeader(column);
  if (header === '') return { field: null, confidence: 0 };
  const exact = headersOf.get(header);
  if (exact) return { field: exact, confidence: 100 };
  const synonym = synonymsOf.get(header);
  if (synonym) return { field: synonym, confidence: 95 };
  const part =
    header.length >= 3
      ? [...headersOf, ...synonymsOf].find(([known]) => known.length >= 4 && header.endsWith(known))
      : undefined;
  return part && !header.startsWith('secondary') ? { field: part[1], confidence: 60 } : { field: null, confidence: 0 };
}

/** The mapping that a person confirmed, checked: its columns must be the file's, its fields known, and one must be the name. */
export function confirmedMapping(
  columns: readonly string[],
  confirmed: readonly { readonly column: string; readonly field?: string | null | undefined }[],
): readonly ColumnMapping[] {
  const known = new Set(importFields.map((field) => field.name));
  const strange = confirmed.find(({ column, field }) => !columns.includes(column) || (field && !known.has(field)));
  if (strange) throw badMapping(`${strange.column} → ${strange.field ?? ''}`);
  if (!confirmed.some(({ field }) => field === 'name')) throw badMapping('name');
  const byColumn = new Map(confirmed.map(({ column, field }) => [column, field ?? null]));
  return columns.map((column) => ({ column, field: byColumn.get(column) ?? null, confidence: 100 }));
}

function badMapping(what: string): ImportRefusal {
  return new ImportRefusal('MAPPING', {
    zh: `列映射有误：${what}。每列须在文件中存在，字段须有效，且必须映射“仪器名称”。`,
    en: `The mapping is wrong at ${what}: columns must be the file's, fields known, and one column must be the name.`,
  });
}
