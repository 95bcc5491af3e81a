import { type Document, decodeDocument, encodeDocument } from '../bson/types.ts';
import { compileProjection } from '../query/project.ts';
import type { Context } from './context.ts';
import type { Query } from './query.ts';

/** What a found document is answered as. Without a projection the stored bytes go out untouched. */
export function projector(
  { now }: Context,
  projection: Document | undefined,
  { collation, letVariables }: Pick<Query, 'collation' | 'letVariables'>,
): (raw: Buffer) => Uint8Array {
  if (!projection || Object.keys(projection).length === 0) return (raw) => raw;
  const project = compileProjection(projection, { collation, letVariables, now });
  return (raw) => encodeDocument(project(decodeDocument(raw)));
}
