import { ColumnMapper, type ColumnMapping, normaliseHeader } from '../../../kernel/import/mapping.ts';
import { ImportRefusal } from '../../../kernel/import/source.ts';
import { importFields, vocabularyHeaders } from './fields.ts';

/** The columns of an equipment list. */
export const instrumentColumns = new ColumnMapper(importFields, 'name');

/** Is this line a header: at least two known columns, one of them a name or a description; or a vocabulary's. */
export function isInstrumentHeader(cells: readonly string[]): boolean {
  if (isVocabulary(cells)) return true;
  const fields = new Set(proposed(cells, 95));
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

function proposed(columns: readonly string[], least: number): string[] {
  return proposeMapping(columns).flatMap(({ field, confidence }) => (confidence >= least && field ? [field] : []));
}

/** The proposal; a list without a name column (a UNIQUIP list may have only descriptions) takes its description as the name. */
export function proposeMapping(columns: readonly string[]): readonly ColumnMapping[] {
  const mapping = instrumentColumns.propose(columns);
  if (mapping.some(({ field }) => field === 'name')) return mapping;
  return mapping.map((one) => (one.field === 'description' ? { ...one, field: 'name' } : one));
}
