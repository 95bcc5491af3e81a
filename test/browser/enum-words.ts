import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';

const supergraph = new URL('../../schema/supergraph.graphql', import.meta.url);

/** Abbreviations that are words of both languages as they stand. */
const WORDS = new Set(['CSV', 'TSV', 'JSON', 'XLSX', 'PDF', 'PIDINST', 'DOI', 'SMS']);

/** Values of the graph's enums: words of the program that nobody outside of it should read. */
export const enumWords: ReadonlySet<string> = new Set(
  Object.values(buildSchema(readFileSync(supergraph, 'utf8'), { assumeValid: true, assumeValidSDL: true }).getTypeMap())
    .filter(isEnumType)
    .filter(({ name }) => !name.includes('__'))
    .flatMap((type) => type.getValues().map(({ name }) => name))
    .filter((name) => name.length > 2 && !WORDS.has(name)),
);
