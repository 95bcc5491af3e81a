import { type Document, getField, isDocument, setPath, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
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
  if (includeArrayIndex !== undefined) throw notImplemented('$unwind with includeArrayIndex');
  const parts = path.slice(1).split('.');
  return function* unwind(source) {
    for (const document of source) yield* unwindOne(document, parts, preserveNullAndEmptyArrays === true);
  };
}

function* unwindOne(document: Document, parts: readonly string[], preserve: boolean): Iterable<Document> {
  const value = parts.reduce<unknown>(
    (container, part) => (isDocument(container) ? getField(container, part) : undefined),
    document,
  );
  if (!Array.isArray(value)) {
    if (preserve || (value !== undefined && value !== null)) yield document;
  } else if (value.length === 0) {
    if (preserve) yield setPath(document, parts, undefined);
  } else for (const item of value) yield setPath(document, parts, item);
}
