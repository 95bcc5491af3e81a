import { show } from '../bson/show.ts';
import { cloneValue, type Document, isDocument, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { parseArrayFilters, refuseUnused } from './array-filters.ts';
import { REFUSED_OPERATORS, UPDATE_OPERATORS, type UpdateOptions } from './operators.ts';
import {
  applyAt,
  type Change,
  comparePaths,
  expandPath,
  isPositional,
  parseUpdatePath,
  refuseConflicts,
} from './paths.ts';

interface Modification {
  readonly parts: readonly string[];
  readonly change: Change;
}

export interface ApplyOptions {
  /** What the filter's `locate` gave, for the positional `$`. */
  readonly matchedIndex?: number | undefined;
  readonly isInsert?: boolean | undefined;
}

/** Compiles an update made of operators to a function that changes a document in place. */
export function compileModifiers(
  update: Document,
  options: UpdateOptions,
): (document: Document, at: ApplyOptions) => void {
  const filters = parseArrayFilters(options);
  const modifications = Object.keys(update)
    .flatMap((name) => readOperator(name, update[name], options))
    .sort((a, b) => comparePaths(a.parts, b.parts));
  const paths = modifications.map(({ parts }) => parts);
  refuseConflicts(paths);
  refuseUnused(filters, paths, update);
  const hasPositional = paths.some((parts) => parts.some(isPositional));
  return (document, { matchedIndex, isInsert = false }) => {
    const steps = modifications.flatMap((modification) =>
      expandPath(document, modification.parts, matchedIndex, filters).map((parts) => ({ ...modification, parts })),
    );
    if (hasPositional) refuseConflicts(steps.map(({ parts }) => parts));
    for (const { parts, change } of steps) applyAt(document, parts, fresh(change), isInsert);
  };
}

/** Values of the update must not be shared between documents. */
function fresh(change: Change): Change {
  return { create: change.create, apply: (current, at) => cloneValue(change.apply(current, at)) };
}

function readOperator(name: string, fields: unknown, options: UpdateOptions): Modification[] {
  const operator = Object.hasOwn(UPDATE_OPERATORS, name) ? UPDATE_OPERATORS[name] : undefined;
  if (REFUSED_OPERATORS.has(name)) throw notImplemented(`update operator ${name}`);
  if (operator === undefined) {
    throw new MongoServerFault(
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDocument(fields)) {
    throw new MongoServerFault(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${show(fields)}}`,
    );
  }
  return Object.keys(fields).map((path) => {
    const parts = parseUpdatePath(path);
    return { parts, change: operator(fields[path], path, options) };
  });
}
