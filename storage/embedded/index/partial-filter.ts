import type { BSON } from 'bson';
import { isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { compileMatcher } from '../query/match.ts';

/** The condition under which a document is in an index. */
export interface PartialFilter {
  readonly document: BSON.Document;
  readonly matches: (document: BSON.Document) => boolean;
}

const ALLOWED = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$exists', '$in', '$and', '$or']);

/** Reads `partialFilterExpression`; MongoDB's list of operators is closed (67). */
export function partialFilter(given: unknown): PartialFilter {
  if (!isDocument(given))
    throw new MongoServerFault(
      'TypeMismatch',
      "BSON field 'partialFilterExpression' is the wrong type, expected type 'object'",
    );
  checkOperators(given);
  return { document: given, matches: compileMatcher(given) };
}

function checkOperators(value: unknown): void {
  if (Array.isArray(value)) value.forEach(checkOperators);
  else if (isDocument(value)) {
    for (const [name, item] of Object.entries(value)) {
      const illegal = name === '$exists' ? item === false : name.startsWith('$') && !ALLOWED.has(name);
      if (illegal) throw new MongoServerFault('CannotCreateIndex', `unsupported expression in partial index: ${name}`);
      checkOperators(item);
    }
  }
}
