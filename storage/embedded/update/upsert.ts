import { cloneValue, type Document, ObjectId } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { Predicate } from '../query/ast.ts';
import { type CompiledUpdate, checkId, withId } from './compile.ts';
import { applyAt, findOverlap } from './paths.ts';

/** The document that an upsert inserts: the filter's equalities (for a replacement only that on `_id`), then the update; an ObjectId where `_id` is still missing. */
export function upsertDocument(filter: Predicate, update: CompiledUpdate): Document {
  const equalities = equalitiesOf(filter);
  refuseRepetition(equalities);
  const base: Document = {};
  for (const { parts, value } of equalities) {
    if (update.kind === 'replacement' && !(parts.length === 1 && parts[0] === '_id')) continue;
    applyAt(base, parts, { create: true, apply: () => cloneValue(value) }, true);
  }
  const { document } = update.apply(withId(base, undefined), { isInsert: true });
  const id = document._id === undefined ? new ObjectId() : document._id;
  checkId(id);
  return withId(document, id);
}

interface Equality {
  readonly parts: readonly string[];
  readonly value: unknown;
}

function equalitiesOf(predicate: Predicate): readonly Equality[] {
  if (predicate.op === 'and') return predicate.of.flatMap(equalitiesOf);
  if (predicate.op === 'or' && predicate.of.length === 1) return predicate.of.flatMap(equalitiesOf);
  if (predicate.op !== 'path') return [];
  const { parts, test } = predicate;
  if (test.op === 'eq') return [{ parts, value: test.value }];
  const isSingle = test.op === 'in' && test.values.length === 1 && test.patterns.length === 0;
  return isSingle ? [{ parts, value: test.values[0] }] : [];
}

function refuseRepetition(equalities: readonly Equality[]): void {
  const overlap = findOverlap(equalities.map(({ parts }) => parts.join('.')));
  if (overlap === undefined) return;
  const { path, parent } = overlap;
  const what = path === parent ? `path '${path}' is matched twice` : `both paths '${parent}' and '${path}' are matched`;
  throw new MongoServerFault('NotSingleValueField', `cannot infer query fields to set, ${what}`);
}
