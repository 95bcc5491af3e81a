import { compileExpression, type ExpressionOptions } from '../aggregate/expression.ts';
import { isKnownExpression } from '../aggregate/operators.ts';
import { isTruthyValue } from '../aggregate/truth.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { Predicate } from './ast.ts';
import { compileFindOperator, type FindLeaf } from './find-projection.ts';
import type { Matcher } from './match.ts';
import { addComputed, applyExclusion, applyInclusion, type Evaluate, type Leaf, type Node } from './projection-tree.ts';

export interface ProjectionOptions extends ExpressionOptions {
  /** For `find`: allows `$slice`, `$elemMatch` and the positional `$`, which refers to what this filter matched. Absent: an aggregation's `$project`. */
  readonly filterMatcher?: Matcher | undefined;
}

interface Parsed {
  readonly root: Node;
  readonly options: ProjectionOptions;
  readonly afterwards: ((document: Document, original: Document) => Document)[];
  mode: 'include' | 'exclude' | undefined;
  id: boolean | undefined;
  hasPositional: boolean;
}

/** Compiles a projection. Fields keep the document's order; computed ones come after them in the projection's. */
export function compileProjection(spec: Document, options: ProjectionOptions): (document: Document) => Document {
  const parsed: Parsed = {
    root: new Map(),
    options,
    afterwards: [],
    mode: undefined,
    id: undefined,
    hasPositional: false,
  };
  readFields(spec, [], parsed);
  const inclusive = parsed.mode === undefined ? parsed.id === true : parsed.mode === 'include';
  if (inclusive && parsed.id !== false && !parsed.root.has('_id')) parsed.root.set('_id', { kind: 'include' });
  const { root, afterwards } = parsed;
  const apply = inclusive ? applyInclusion : applyExclusion;
  return (document) => {
    const projected = apply(root, document);
    const computed = inclusive ? addComputed(root, projected, document) : projected;
    return afterwards.reduce((result, step) => step(result, document), computed);
  };
}

/** `$addFields`: all values are expressions; existing fields keep their place. */
export function compileAddFields(spec: Document, options: ExpressionOptions): (document: Document) => Document {
  const root: Node = new Map();
  const read = (fields: Document, above: readonly string[]): void => {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      const path = [...above, ...splitProjected(name)];
      const isNested = isDocument(value) && Object.keys(value).length > 0 && !isExpression(value);
      if (isNested) read(value, path);
      else place(root, path, { kind: 'compute', evaluate: compileExpression(value, options) });
    }
  };
  read(spec, []);
  return (document) => addComputed(root, { ...document }, document);
}

const isExpression = (value: Document): boolean => Object.keys(value)[0]?.startsWith('$') === true;

/** `a.$`; what follows the `$` says nothing. */
const POSITIONAL = /\.\$(?:\.|$)/;

function readFields(spec: Document, above: readonly string[], parsed: Parsed): void {
  for (const name of Object.keys(spec)) {
    const value = spec[name];
    if (POSITIONAL.test(name)) readPositional(name, value, above, parsed);
    else readField([...above, ...splitProjected(name)], value, parsed);
  }
}

function readField(path: readonly string[], value: unknown, parsed: Parsed): void {
  const isFlag = isNumeric(value) || typeof value === 'boolean';
  if (isFlag) readFlag(path, isTruthyValue(value), parsed);
  else if (isDocument(value) && !isExpression(value)) readNested(path, value, parsed);
  else {
    const isFind = parsed.options.filterMatcher !== undefined;
    const own = isFind && isDocument(value) ? compileFindOperator(path, value, parsed.options) : undefined;
    if (own === undefined) readExpression(path, value, parsed);
    else readFindLeaf(path, own, parsed);
  }
}

function readExpression(path: readonly string[], value: unknown, parsed: Parsed): void {
  const [name] = isDocument(value) ? Object.keys(value) : [];
  if (name !== undefined && !isKnownExpression(name)) {
    throw new MongoServerFault(31325, `Unknown expression ${name}`);
  }
  if (parsed.mode === 'exclude' && name === undefined) {
    throw new MongoServerFault(
      31310,
      `Cannot use an expression ${path.join('.')}: ${show(value)} in an exclusion projection`,
    );
  }
  readComputed(path, compileExpression(value, parsed.options), parsed);
}

function readNested(path: readonly string[], value: Document, parsed: Parsed): void {
  if (Object.keys(value).length === 0) {
    throw new MongoServerFault(51270, `Invalid empty sub-projection: ${path.at(-1)}`);
  }
  readFields(value, path, parsed);
}

function readFindLeaf(path: readonly string[], leaf: FindLeaf, parsed: Parsed): void {
  if (leaf.compute !== undefined) readComputed(path, leaf.compute, parsed);
  else {
    // A slice goes with either kind of projection.
    parsed.afterwards.push(leaf.afterwards);
    place(parsed.root, path, { kind: 'include' });
  }
}

function readFlag(path: readonly string[], included: boolean, parsed: Parsed): void {
  const isId = path.length === 1 && path[0] === '_id';
  if (isId) parsed.id = included;
  else setMode(included ? 'include' : 'exclude', path, parsed);
  place(parsed.root, path, { kind: included ? 'include' : 'exclude' });
}

function setMode(mode: 'include' | 'exclude', path: readonly string[], parsed: Parsed): void {
  parsed.mode ??= mode;
  if (parsed.mode === mode) return;
  const [code, did, kind] = mode === 'exclude' ? [31254, 'exclusion', 'inclusion'] : [31253, 'inclusion', 'exclusion'];
  throw new MongoServerFault(code as number, `Cannot do ${did} on field ${path.join('.')} in ${kind} projection`);
}

function readComputed(path: readonly string[], evaluate: Evaluate, parsed: Parsed): void {
  parsed.mode ??= 'include';
  if (parsed.mode === 'exclude') {
    throw new MongoServerFault(31252, 'Cannot use expression other than $meta in exclusion projection');
  }
  place(parsed.root, path, { kind: 'compute', evaluate });
}

function readPositional(name: string, value: unknown, above: readonly string[], parsed: Parsed): void {
  const { filterMatcher } = parsed.options;
  if (filterMatcher === undefined) {
    throw new MongoServerFault(31324, 'Cannot use positional projection in aggregation projection');
  }
  if (!isNumeric(value) && typeof value !== 'boolean') {
    throw new MongoServerFault(31271, 'positional projection cannot be used with an expression or sub object');
  }
  if (!isTruthyValue(value)) throw new MongoServerFault(31395, 'positional projection cannot be used with exclusion');
  const [before = '', ...others] = name.split(POSITIONAL);
  if (parsed.hasPositional || others.some((rest) => rest.includes('$'))) {
    throw new MongoServerFault(31276, 'Cannot specify more than one positional projection per query.');
  }
  parsed.hasPositional = true;
  const path = [...above, ...splitProjected(before)];
  if (!mentions(filterMatcher.predicate, path[0] as string)) {
    throw new MongoServerFault(31277, `Positional projection '${name}' does not match the query document.`);
  }
  setMode('include', path, parsed);
  place(parsed.root, path, { kind: 'include' });
  parsed.afterwards.push((result, original) => {
    const { index } = filterMatcher.locate(original);
    return keepElement(result, path, 0, index) as Document;
  });
}

/** Whether a filter has a condition below a top-level field. */
function mentions(predicate: Predicate, field: string): boolean {
  switch (predicate.op) {
    case 'path':
      return predicate.parts[0] === field;
    case 'not':
      return mentions(predicate.of, field);
    case 'expr':
      return false;
    default:
      return predicate.of.some((item) => mentions(item, field));
  }
}

/** Leaves of the first array on the path only the element that matched. */
function keepElement(value: unknown, path: readonly string[], at: number, index: number | undefined): unknown {
  if (Array.isArray(value)) {
    if (index === undefined || index >= value.length) {
      throw new MongoServerFault(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    return [value[index]];
  }
  const name = path[at];
  if (!isDocument(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  return { ...value, [name]: keepElement(value[name], path, at + 1, index) };
}

function splitProjected(name: string): readonly string[] {
  const parts = name.split('.');
  if (name === '') throw new MongoServerFault(40352, 'FieldPath cannot be constructed with empty string');
  if (parts.includes('')) throw new MongoServerFault(15998, 'FieldPath field names may not be empty strings.');
  if (parts.some((part) => part.startsWith('$'))) {
    throw new MongoServerFault(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  }
  return parts;
}

function place(root: Node, path: readonly string[], leaf: Leaf): void {
  let node = root;
  for (const part of path.slice(0, -1)) {
    const next = node.get(part) ?? new Map();
    if (!(next instanceof Map)) throw collision(path, part);
    node.set(part, next);
    node = next;
  }
  const last = path.at(-1) as string;
  if (node.has(last)) throw collision(path, last);
  node.set(last, leaf);
}

function collision(path: readonly string[], at: string): MongoServerFault {
  const rest = path.slice(path.indexOf(at) + 1).join('.');
  return rest === ''
    ? new MongoServerFault(31250, `Path collision at ${path.join('.')}`)
    : new MongoServerFault(31249, `Path collision at ${path.join('.')} remaining portion ${rest}`);
}
