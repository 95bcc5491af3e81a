import { show } from '../bson/show.ts';
import { type Document, isDocument, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import type { Merge, Namespace, Output } from './stage.ts';

function readTarget(value: unknown, code: number, name: string): Namespace {
  if (typeof value === 'string') return { coll: value };
  const { db, coll } = isDocument(value) ? value : {};
  if (typeof coll === 'string' && (db === undefined || typeof db === 'string')) return { db, coll };
  throw new MongoServerFault(code, `${name} needs the name of a collection or {db, coll}, found ${typeName(value)}`);
}

export function readOut(operand: unknown): Output {
  return { kind: 'out', into: readTarget(operand, 16990, '$out') };
}

/** `whenMatched`: the document to store in place of the existing one; `undefined` leaves it. */
const WHEN_MATCHED: Readonly<Record<string, Merge['combine']>> = {
  replace: (_, incoming) => incoming,
  merge: (existing, incoming) => ({ ...existing, ...incoming }),
  keepExisting: () => undefined,
  fail: 'fail',
};
const WHEN_NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

/** `$merge` by `_id`. Other fields to match by, and a pipeline for `whenMatched`, are refused. */
export function readMerge(operand: unknown): Output {
  const spec: Document = isDocument(operand) ? operand : { into: operand };
  const { into, on = '_id', whenMatched = 'merge', whenNotMatched = 'insert', let: variables, ...rest } = spec;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw new MongoServerFault(40415, `BSON field '$merge.${other}' is an unknown field.`);
  if (on !== '_id' && !(Array.isArray(on) && on.length === 1 && on[0] === '_id'))
    throw notImplemented(`$merge on ${show(on)}`);
  if (Array.isArray(whenMatched) || variables !== undefined) throw notImplemented('$merge with a pipeline');
  const mode = String(whenMatched);
  const combine = Object.hasOwn(WHEN_MATCHED, mode) ? WHEN_MATCHED[mode] : undefined;
  if (combine === undefined) throw badMode('whenMatched', whenMatched);
  const insert = WHEN_NOT_MATCHED.find((name) => name === whenNotMatched);
  if (insert === undefined) throw badMode('whenNotMatched', whenNotMatched);
  return { kind: 'merge', into: readTarget(into, 51178, '$merge'), combine, whenNotMatched: insert };
}

function badMode(field: string, value: unknown): MongoServerFault {
  return new MongoServerFault(
    'BadValue',
    `Enumeration value '${typeof value === 'string' ? value : show(value)}' for field '$merge.${field}' is not a valid value.`,
  );
}
