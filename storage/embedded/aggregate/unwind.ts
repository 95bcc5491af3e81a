import { toLong } from '../bson/numbers.ts';
import { type Document, getField, isDocument, setPath, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { Stage } from './stage.ts';

/** `$unwind`: a document for each element; a value that is no array counts as one element. */
export function compileUnwind(operand: unknown): Stage {
  const spec: Document = isDocument(operand) ? operand : { path: operand };
  const { path, includeArrayIndex, preserveNullAndEmptyArrays, ...rest } = spec;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw new MongoServerFault(28811, `unrecognized option to $unwind stage: ${other}`);
  if (typeof path !== 'string')
    throw new MongoServerFault(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$'))
    throw new MongoServerFault(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (includeArrayIndex !== undefined && (typeof includeArrayIndex !== 'string' || /^$|^\$/.test(includeArrayIndex))) {
    throw new MongoServerFault(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  }
  const parts = path.slice(1).split('.');
  const index = includeArrayIndex?.split('.');
  return function* unwind(source) {
    for (const document of source) yield* unwindOne(document, parts, index, preserveNullAndEmptyArrays === true);
  };
}

function* unwindOne(
  document: Document,
  parts: readonly string[],
  index: readonly string[] | undefined,
  preserve: boolean,
): Iterable<Document> {
  const value = parts.reduce<unknown>(
    (container, part) => (isDocument(container) ? getField(container, part) : undefined),
    document,
  );
  const withIndex = (result: Document, at: unknown) => (index === undefined ? result : setPath(result, index, at));
  if (!Array.isArray(value)) {
    if (preserve || (value !== undefined && value !== null)) yield withIndex(document, null);
  } else if (value.length === 0) {
    if (preserve) yield withIndex(setPath(document, parts, undefined), null);
  } else for (const [at, item] of value.entries()) yield withIndex(setPath(document, parts, item), toLong(BigInt(at)));
}
