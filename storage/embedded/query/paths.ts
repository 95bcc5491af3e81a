import { getField, isArrayIndex, isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

/** Where in the outermost array a document matched: what the positional `$` of an update refers to. */
export interface MatchState {
  index: number | undefined;
}

export type Visitor = (value: unknown, state: MatchState) => boolean;

/**
 * Shows the values which a path reaches to `visit` until it returns true, as MongoDB's matcher walks: arrays on the way are entered, a numeric part is also an index, and with `expand` an array
 * at the end is shown element by element, then whole. A missing field is shown as `undefined`; an array on the way without documents shows nothing.
 */
export function visitPath(
  container: unknown,
  parts: readonly string[],
  from: number,
  expand: boolean,
  visit: Visitor,
  state: MatchState,
): boolean {
  let current = container;
  for (let i = from; i < parts.length; ) {
    const value = getField(current, parts[i] as string);
    i += 1;
    if (Array.isArray(value)) {
      return i === parts.length
        ? visitLeafArray(value, expand, visit, state)
        : visitArray(value, parts, i, expand, visit, state);
    }
    if (i === parts.length) return visit(value, state);
    if (!isDocument(value)) return visit(undefined, state);
    current = value;
  }
  return false;
}

function visitLeafArray(array: readonly unknown[], expand: boolean, visit: Visitor, state: MatchState): boolean {
  if (expand) {
    for (let k = 0; k < array.length; k++) {
      if (visit(array[k], state)) {
        state.index = k;
        return true;
      }
    }
  }
  return visit(array, state);
}

function visitArray(
  array: readonly unknown[],
  parts: readonly string[],
  from: number,
  expand: boolean,
  visit: Visitor,
  state: MatchState,
): boolean {
  const part = parts[from] as string;
  const wanted = isArrayIndex(part) ? Number(part) : -1;
  for (let k = 0; k < array.length; k++) {
    const item = array[k];
    if (isDocument(item) && visitPath(item, parts, from, expand, visit, state)) {
      state.index = k;
      return true;
    }
    if (k === wanted && visitIndexed(item, parts, from + 1, expand, visit, state)) return true;
  }
  return false;
}

function visitIndexed(
  item: unknown,
  parts: readonly string[],
  from: number,
  expand: boolean,
  visit: Visitor,
  state: MatchState,
): boolean {
  if (from === parts.length) return visit(item, state);
  const isContainer = isDocument(item) || Array.isArray(item);
  return isContainer && visitPath(item, parts, from, expand, visit, state);
}

/** The parts of a path that `$sort`, a projection or an expression names. Errors: 40352, 15998, 16410. */
export function splitFieldPath(path: string): readonly string[] {
  if (path === '') throw new MongoServerFault(40352, 'FieldPath cannot be constructed with empty string');
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw new MongoServerFault(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw new MongoServerFault(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
  }
  return parts;
}
