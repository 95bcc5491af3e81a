import { isObject, type JsonObject } from './run.ts';

/**
 * Values of `__typename` that don't tell the concrete type: interfaces that the answering subgraph sees as objects. They never replace one
 * that does.
 */
export type VagueTypes = Pick<ReadonlyMap<string, unknown>, 'has' | 'size'>;

const NONE: VagueTypes = new Map();

/**
 * Merges a subgraph's answer into what is known, in place: objects field by field, lists of equal length entry by entry,
 * anything else replaced. Takes over the source's objects, so a source may be merged only once (`clone` it for a second target), or
 * into several that are to share them.
 */
export function mergeInto(target: JsonObject, source: JsonObject, vague: VagueTypes = NONE): void {
  for (const key of Object.keys(source)) mergeField(target, key, source[key], vague);
}

/** The same source into many targets, which share its objects. */
function mergeIntoEach(targets: readonly JsonObject[], source: JsonObject, vague: VagueTypes): void {
  for (const key of Object.keys(source)) {
    const given = source[key];
    for (const target of targets) mergeField(target, key, given, vague);
  }
}

/**
 * With `shared`, all targets get the same nested objects, which are noted there: later fetches then find and fill them once. Without, each
 * gets a copy, or what is fetched into one later would show up in all.
 */
export function mergeIntoAll(
  targets: readonly JsonObject[],
  source: JsonObject,
  shared: Set<object> | undefined,
  vague: VagueTypes,
): void {
  const last = targets.length - 1;
  if (shared !== undefined && last > 0) {
    for (const key of Object.keys(source)) {
      const value = source[key];
      if (typeof value === 'object' && value !== null) shared.add(value);
    }
  }
  if (shared !== undefined) {
    mergeIntoEach(targets, source, vague);
    return;
  }
  for (let index = 0; index < last; index += 1) mergeInto(targets[index] as JsonObject, clone(source), vague);
  mergeInto(targets[last] as JsonObject, source, vague);
}

function mergeField(target: JsonObject, key: string, given: unknown, vague: VagueTypes): void {
  if (given === undefined || key === '__proto__') return;
  const known = target[key];
  if (vague.size > 0 && key === '__typename' && typeof known === 'string' && vague.has(String(given))) return;
  if (known === undefined || known === null || typeof given !== 'object' || given === null) target[key] = given;
  else if (isObject(known) && isObject(given)) mergeInto(known, given, vague);
  else if (Array.isArray(known) && Array.isArray(given) && known.length === given.length)
    mergeLists(known, given, vague);
  else target[key] = given;
}

function mergeLists(known: unknown[], given: readonly unknown[], vague: VagueTypes): void {
  for (let index = 0; index < given.length; index += 1) {
    const before = known[index];
    const after = given[index];
    if (isObject(before) && isObject(after)) mergeInto(before, after, vague);
    else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
      mergeLists(before, after, vague);
    else known[index] = after;
  }
}

/** A deep copy of JSON data. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map(clone) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (key !== '__proto__') copy[key] = clone(value[key]);
  }
  return copy as T;
}
