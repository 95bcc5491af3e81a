import type { Text } from '../refusals.ts';
import { ImportRefusal } from './source.ts';
import type { TableRow } from './table.ts';

/** A field that a column can go to. */
export interface ImportField {
  readonly name: string;
  /** Header of our own template, both languages. */
  readonly zh: string;
  readonly en: string;
  /** Further headers, as `normaliseHeader` gives them. */
  readonly synonyms: readonly string[];
  /** Several columns may go to it; their texts are joined by this. */
  readonly joinedBy?: string;
}

/** Where one column goes; null: nowhere. */
export interface ColumnMapping {
  readonly column: string;
  readonly field: string | null;
  /** 100 exact header, 95 a known synonym, 60 a part of one, 0 none. */
  readonly confidence: number;
}

/** A mapping as a person confirmed it. */
export type ConfirmedMapping = readonly { readonly column: string; readonly field?: string | null | undefined }[];

/** A header as it is compared: compatibility forms unified, lower case, without blanks and punctuation. */
export function normaliseHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');
}

/** Which columns of a list go to which fields. One per kind of list. */
export class ColumnMapper {
  readonly fields: readonly ImportField[];
  readonly #required: ImportField;
  readonly #headers: ReadonlyMap<string, ImportField>;
  readonly #synonyms: ReadonlyMap<string, ImportField>;

  /** `required`: the field without which a row cannot be imported. */
  constructor(fields: readonly ImportField[], required: string) {
    const found = fields.find(({ name }) => name === required);
    if (!found) throw new Error(`${required} is none of the fields`);
    this.fields = fields;
    this.#required = found;
    this.#headers = new Map(
      fields.flatMap((field) => [field.zh, field.en, field.name].map((header) => [normaliseHeader(header), field])),
    );
    this.#synonyms = new Map(fields.flatMap((field) => field.synonyms.map((synonym) => [synonym, field])));
  }

  /** The fields that a line names for certain: what tells a header from a row. */
  certain(cells: readonly string[]): ReadonlySet<string> {
    const sure = this.propose(cells).filter(({ confidence }) => confidence >= 95);
    return new Set(sure.flatMap(({ field }) => field ?? []));
  }

  /** A field for every column, most certain first; a field that takes one column is given once. */
  propose(columns: readonly string[]): readonly ColumnMapping[] {
    const candidates = columns.map((column, index) => ({ index, column, ...this.#guess(column) }));
    const taken = new Set<string>();
    return candidates
      .toSorted((a, b) => b.confidence - a.confidence || a.index - b.index)
      .map(({ index, column, field, confidence }) => {
        const free = field && (field.joinedBy !== undefined || !taken.has(field.name));
        if (free) taken.add(field.name);
        return { index, column, field: free ? field.name : null, confidence: free ? confidence : 0 };
      })
      .toSorted((a, b) => a.index - b.index)
      .map(({ column, field, confidence }) => ({ column, field, confidence }));
  }

  /** The mapping that a person confirmed, checked: its columns must be the file's, its fields known, and one must be the required one. */
  confirmed(columns: readonly string[], confirmed: ConfirmedMapping): readonly ColumnMapping[] {
    const known = new Set(this.fields.map((field) => field.name));
    const strange = confirmed.find(({ column, field }) => !columns.includes(column) || (field && !known.has(field)));
    if (strange) throw badMapping(this.#required, `${strange.column} → ${strange.field ?? ''}`);
    if (!confirmed.some(({ field }) => field === this.#required.name)) throw badMapping(this.#required, '');
    const byColumn = new Map(confirmed.map(({ column, field }) => [column, field ?? null]));
    return columns.map((column) => ({ column, field: byColumn.get(column) ?? null, confidence: 100 }));
  }

  /** The texts of a row by field; several columns of one field are joined. */
  textsOf(row: TableRow, mapping: readonly ColumnMapping[]): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [index, { field }] of mapping.entries()) {
      const text = row.cells[index];
      if (!field || !text) continue;
      const before = texts.get(field);
      if (before === undefined) texts.set(field, text);
      else if (!before.includes(text)) texts.set(field, `${before}${this.#joiner(field)}${text}`);
    }
    return texts;
  }

  #joiner(name: string): string {
    return this.fields.find((field) => field.name === name)?.joinedBy ?? ' ';
  }

  #guess(column: string): { readonly field: ImportField | null; readonly confidence: number } {
    const header = normaliseHeader(column);
    if (header === '') return { field: null, confidence: 0 };
    const exact = this.#headers.get(header);
    if (exact) return { field: exact, confidence: 100 };
    const synonym = this.#synonyms.get(header);
    if (synonym) return { field: synonym, confidence: 95 };
    const part =
      header.length >= 3
        ? [...this.#headers, ...this.#synonyms].find(([known]) => known.length >= 4 && header.endsWith(known))
        : undefined;
    return part && !header.startsWith('secondary')
      ? { field: part[1], confidence: 60 }
      : { field: null, confidence: 0 };
  }
}

function badMapping(required: ImportField, where: string): ImportRefusal {
  const text: Text = {
    zh: `列映射有误：${where}。每列须在文件中存在，字段须有效，且必须映射“${required.zh}”。`,
    en: `The mapping is wrong${where ? ` at ${where}` : ''}: columns must be the file's, fields known, and one column must be the ${required.en.toLowerCase()}.`,
  };
  return new ImportRefusal('MAPPING', text);
}
