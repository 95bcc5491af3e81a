import { type Document, decodeDocument, encodeDocument } from '../bson/types.ts';
import { compileProjection } from '../query/project.ts';
import type { Context } from './context.ts';
import { parseQuery, type Query } from './query.ts';

/** What a found document is answered as. Without a projection the stored bytes go out untouched. */
export function projector(
  context: Context,
  projection: Document | undefined,
  query: Query,
): (raw: Buffer) => Uint8Array {
  if (!projection || Object.keys(projection).length === 0) return (raw) => raw;
  const { collation, letVariables } = query;
  const filterMatcher = usesMatch(projection)
    ? parseQuery(context, query).matcher
    : parseQuery(context, { filter: {} }).matcher;
  const project = compileProjection(projection, { filterMatcher, collation, letVariables, now: context.now });
  return (raw) => encodeDocument(project(decodeDocument(raw)));
}

function usesMatch(projection: Document): boolean {
  return Object.keys(projection).some((path) => path.endsWith('.$'));
}
