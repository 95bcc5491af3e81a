import { show } from '../bson/show.ts';
import { cloneValue, type Document, getField, isDocument, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { parseArrayFilters, refuseUnused } from './array-filters.ts';
import { UPDATE_OPERATORS, type UpdateOptions } from './operators.ts';
import {
  applyAt,
  type Change,
  comparePaths,
  DROP,
  expandPath,
  isPositional,
  KEEP,
  parseUpdatePath,
  refuseConflicts,
} from './paths.ts';

interface Modification {
  readonly parts: readonly string[];
  /** Other paths that it touches. */
  readonly also: readonly (readonly string[])[];
  readonly change: Change;
  /** What happens before the change, on the same document: `$rename` takes its source away. */
  readonly prepare?: (document: Document, isInsert: boolean) => Change | undefined;
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
  refuseConflicts(modifications.flatMap(({ parts, also }) => [parts, ...also]));
  refuseUnused(
    filters,
    modifications.map(({ parts }) => parts),
    update,
  );
  const hasPositional = modifications.some(({ parts }) => parts.some(isPositional));
  return (document, { matchedIndex, isInsert = false }) => {
    const steps = modifications.flatMap((modification) =>
      expandPath(document, modification.parts, matchedIndex, filters).map((parts) => ({ ...modification, parts })),
    );
    if (hasPositional) refuseConflicts(steps.map(({ parts }) => parts));
    for (const { parts, change, prepare } of steps) {
      const effective = prepare === undefined ? change : prepare(document, isInsert);
      if (effective !== undefined) applyAt(document, parts, fresh(effective), isInsert);
    }
  };
}

/** Values of the update must not be shared between documents. */
function fresh(change: Change): Change {
  return { create: change.create, apply: (current, at) => cloneValue(change.apply(current, at)) };
}

function readOperator(name: string, fields: unknown, options: UpdateOptions): Modification[] {
  const operator = Object.hasOwn(UPDATE_OPERATORS, name) ? UPDATE_OPERATORS[name] : undefined;
  if (operator === undefined && name !== '$rename') {
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
    if (operator === undefined) return rename(path, parts, fields[path]);
    return { parts, also: [], change: operator(fields[path], path, options) };
  });
}

function rename(from: string, source: readonly string[], to: unknown): Modification {
  const bad = (message: string) => new MongoServerFault('BadValue', message);
  if (typeof to !== 'string') throw bad(`The 'to' field for $rename must be a string: ${from}: ${show(to)}`);
  const parts = parseUpdatePath(to);
  if (source.some(isPositional)) throw bad(`The source field for $rename may not be dynamic: ${from}`);
  if (parts.some(isPositional)) throw bad(`The destination field for $rename may not be dynamic: ${to}`);
  if (from === to) throw bad(`The source and target field for $rename must differ: ${from}: ${show(to)}`);
  return { parts, also: [source], change: { create: true, apply: () => KEEP }, prepare: takeAway(source, parts) };
}

function takeAway(source: readonly string[], target: readonly string[]) {
  return (document: Document, isInsert: boolean): Change | undefined => {
    const value = source.reduce<unknown>(getField, document);
    refuseArrays(document, source, 'source');
    if (value === undefined) return undefined;
    refuseArrays(document, target, 'destination');
    applyAt(document, source, { create: false, apply: () => DROP }, isInsert);
    return { create: true, apply: () => value };
  };
}

function refuseArrays(document: Document, parts: readonly string[], role: string): void {
  let container: unknown = document;
  for (let i = 0; i < parts.length; i++) {
    if (Array.isArray(container)) {
      throw new MongoServerFault(
        'BadValue',
        `The ${role} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${show(document._id)} has an array field called '${parts[i - 1]}'`,
      );
    }
    container = getField(container, parts[i] as string);
  }
}
