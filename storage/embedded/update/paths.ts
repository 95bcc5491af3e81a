import { show } from '../bson/show.ts';
import { compareCodePoints } from '../bson/strings.ts';
import { type Document, getField, isArrayIndex, isDocument, setField } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

const MAX_PADDING = 1_500_000;

/** An operator's answer: nothing changes. */
export const KEEP = Symbol('keep');
/** An operator's answer: the field goes (an array element becomes null). */
export const DROP = Symbol('drop');

/** One operator at one path. `create`: missing fields on the way are made; otherwise it does nothing there. */
export interface Change {
  readonly create: boolean;
  readonly apply: (current: unknown, at: Place) => unknown;
}

/** Where a change happens: for messages, and for what depends on the document. */
export interface Place {
  readonly document: Document;
  readonly path: string;
  readonly isInsert: boolean;
}

/** Splits a path of an update and refuses what can't be stored. */
export function parseUpdatePath(path: string): readonly string[] {
  if (path === '') throw new MongoServerFault('EmptyFieldName', 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes('')) {
    throw new MongoServerFault(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  parts.forEach((part, i) => {
    checkPart(part, i, path);
  });
  return parts;
}

function checkPart(part: string, position: number, path: string): void {
  if (!part.startsWith('$')) return;
  if (isPositional(part)) {
    if (position > 0) return;
    throw new MongoServerFault(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
  if (['$id', '$ref', '$db'].includes(part) && position > 0) return;
  throw new MongoServerFault(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${part}' in '${path}' is not allowed for storage.`,
  );
}

/** `$`, `$[]`, `$[name]`. */
export function isPositional(part: string): boolean {
  return part === '$' || (part.startsWith('$[') && part.endsWith(']'));
}

/** The order in which MongoDB applies an update's paths, and so that of new fields: by part, indexes by number. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) continue;
    return isArrayIndex(x) && isArrayIndex(y) ? Number(x) - Number(y) : compareCodePoints(x, y);
  }
  return a.length - b.length;
}

/** The first path that another one equals or contains, with that other one. */
export function findOverlap(paths: readonly string[]): { path: string; parent: string } | undefined {
  const seen = new Set<string>();
  for (const path of paths.toSorted()) {
    if (seen.has(path)) return { path, parent: path };
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      const parent = path.slice(0, dot);
      if (seen.has(parent)) return { path, parent };
    }
    seen.add(path);
  }
  return undefined;
}

/** Refuses two paths of which one is the other's beginning. */
export function refuseConflicts(paths: readonly (readonly string[])[]): void {
  const overlap = findOverlap(paths.map((parts) => parts.join('.')));
  if (overlap === undefined) return;
  const { path, parent } = overlap;
  throw new MongoServerFault(
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${parent}'`,
  );
}

/** Applies a change at a path without positional parts. Changes `document` in place. */
export function applyAt(document: Document, parts: readonly string[], change: Change, isInsert: boolean): void {
  let container: unknown = document;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (!isViable(container, part)) {
      if (change.create) throw notViable(parts, i, container);
      return;
    }
    const current = getField(container, part);
    if (i === parts.length - 1) {
      const result = change.apply(current, { document, path: parts.join('.'), isInsert });
      if (result !== KEEP) put(container as Document | unknown[], part, result);
      return;
    }
    if (current === undefined && !change.create) return;
    container = current === undefined ? put(container as Document | unknown[], part, {}) : current;
  }
}

function isViable(container: unknown, part: string): boolean {
  return isDocument(container) || (Array.isArray(container) && isArrayIndex(part));
}

function notViable(parts: readonly string[], i: number, container: unknown): MongoServerFault {
  const element = `{${parts[i - 1]}: ${show(container)}}`;
  return new MongoServerFault('PathNotViable', `Cannot create field '${parts[i]}' in element ${element}`);
}

function put(container: Document | unknown[], part: string, value: unknown): unknown {
  if (Array.isArray(container)) putElement(container, Number(part), value);
  else if (value === DROP) delete container[part];
  else setField(container, part, value);
  return value;
}

function putElement(array: unknown[], index: number, value: unknown): void {
  if (value === DROP) {
    if (index < array.length) array[index] = null;
    return;
  }
  if (index > array.length + MAX_PADDING) {
    throw new MongoServerFault(
      'BadValue',
      `Cannot expand array of size ${array.length} to include ${index}: padding is limited to ${MAX_PADDING} elements`,
    );
  }
  while (array.length < index) array.push(null);
  array[index] = value;
}

/** The paths for which a path with positional parts stands in a document. `filters` tests elements for `$[name]`. */
export function expandPath(
  document: Document,
  parts: readonly string[],
  matchedIndex: number | undefined,
  filters: ReadonlyMap<string, (element: unknown) => boolean>,
): readonly (readonly string[])[] {
  const at = parts.findIndex(isPositional);
  if (at < 0) return [parts];
  const head = parts.slice(0, at);
  const indexes = positions(document, head, parts[at] as string, matchedIndex, filters);
  return indexes.flatMap((index) =>
    expandPath(document, [...head, String(index), ...parts.slice(at + 1)], matchedIndex, filters),
  );
}

function positions(
  document: Document,
  head: readonly string[],
  part: string,
  matchedIndex: number | undefined,
  filters: ReadonlyMap<string, (element: unknown) => boolean>,
): number[] {
  if (part === '$') {
    if (matchedIndex === undefined) {
      throw new MongoServerFault('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return [matchedIndex];
  }
  const array = head.reduce<unknown>(getField, document);
  const path = head.join('.');
  if (array === undefined) {
    throw new MongoServerFault(
      'BadValue',
      `The path '${path}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(array)) {
    throw new MongoServerFault(
      'BadValue',
      `Cannot apply array updates to non-array element ${head.at(-1)}: ${show(array)}`,
    );
  }
  const test = filters.get(part.slice(2, -1));
  return array.flatMap((item, index) => (test === undefined || test(item) ? [index] : []));
}

/** `{_id: 7}`, as messages name a document. */
export function showId(document: Document): string {
  return `{_id: ${show(document._id)}}`;
}
