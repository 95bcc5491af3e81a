import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './engines.ts';

type Path = readonly (string | number)[];

/** What two answers differ in; undefined when they are the same. */
export function difference(one: Answer, other: Answer): string | undefined {
  if (!isDeepStrictEqual(one.data, other.data)) return `data: ${firstDifference(one.data, other.data, [])}`;
  const missing = unmatched(other, one);
  if (missing !== undefined) return `only the second has an error at ${missing}`;
  const extra = unmatched(one, other);
  return extra === undefined ? undefined : `only the first has an error at ${extra}`;
}

/**
 * An error path of `from` that `against` lacks. Where a value above the error became null, what was still tried below is the engine's
 * choice (the specification lets it cancel the rest), so errors below such a null need not agree; but one at or below it there must be.
 */
function unmatched(from: Answer, against: Answer): string | undefined {
  for (const { path, message } of from.errors) {
    if (path === undefined) return `(no path: ${message})`;
    const nulled = nullAbove(from.data, path);
    const matches = against.errors.some(
      ({ path: candidate }) => candidate !== undefined && startsWith(candidate, nulled),
    );
    if (!matches) return JSON.stringify(path);
  }
  return undefined;
}

/** The shortest part of the path at which the data is null; the whole path where it isn't. */
function nullAbove(data: unknown, path: Path): Path {
  let value = data;
  for (let length = 0; length < path.length; length += 1) {
    if (value === null || value === undefined) return path.slice(0, length);
    value = (value as Record<string | number, unknown>)[path[length] as string | number];
  }
  return path;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((segment, index) => path[index] === segment);
}

function firstDifference(one: unknown, other: unknown, path: Path): string {
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    const index = one.findIndex((entry, at) => !isDeepStrictEqual(entry, other[at]));
    return firstDifference(one[index], other[index], [...path, index]);
  }
  if (isRecord(one) && isRecord(other)) {
    const key = [...new Set([...Object.keys(one), ...Object.keys(other)])].find(
      (name) => !isDeepStrictEqual(one[name], other[name]),
    );
    if (key !== undefined) return firstDifference(one[key], other[key], [...path, key]);
  }
  return `${JSON.stringify(path)}: ${short(one)} against ${short(other)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 200);
}
