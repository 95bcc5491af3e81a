import { compileExpression, type ExpressionOptions } from '../aggregate/expression.ts';
import { isKnownExpression } from '../aggregate/operators.ts';
import { isTruthyValue } from '../aggregate/truth.ts';
import { show } from '../bson/show.ts';
import { type Document, isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { splitFieldPath } from './paths.ts';
import { addComputed, applyExclusion, applyInclusion, type Leaf, type Node } from './projection-tree.ts';

interface Parsed {
  readonly root: Node;
  readonly options: ExpressionOptions;
  mode: 'include' | 'exclude' | undefined;
  id: boolean | undefined;
}

/** Compiles a projection. Fields keep the document's order; computed ones come after them in the projection's. */
export function compileProjection(spec: Document, options: ExpressionOptions): (document: Document) => Document {
  const parsed: Parsed = { root: new Map(), options, mode: undefined, id: undefined };
  readFields(spec, [], parsed);
  const inclusive = parsed.mode === undefined ? parsed.id === true : parsed.mode === 'include';
  if (inclusive && parsed.id !== false && !parsed.root.has('_id')) parsed.root.set('_id', { kind: 'include' });
  const { root } = parsed;
  return inclusive
    ? (document) => addComputed(root, applyInclusion(root, document), document)
    : (document) => applyExclusion(root, document);
}

/** `$addFields`: all values are expressions; existing fields keep their place. */
export function compileAddFields(spec: Document, options: ExpressionOptions): (document: Document) => Document {
  const root: Node = new Map();
  const read = (fields: Document, above: readonly string[]): void => {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      const path = [...above, ...splitFieldPath(name)];
      const isNested = isDocument(value) && Object.keys(value).length > 0 && !isExpression(value);
      if (isNested) read(value, path);
      else place(root, path, { kind: 'compute', evaluate: compileExpression(value, options) });
    }
  };
  read(spec, []);
  return (document) => addComputed(root, { ...document }, document);
}

const isExpression = (value: Document): boolean => Object.keys(value)[0]?.startsWith('$') === true;

function readFields(spec: Document, above: readonly string[], parsed: Parsed): void {
  for (const name of Object.keys(spec)) {
    if (name.split('.').includes('$')) throw notImplemented('the positional projection');
    readField([...above, ...splitFieldPath(name)], spec[name], parsed);
  }
}

function readField(path: readonly string[], value: unknown, parsed: Parsed): void {
  const isFlag = isNumeric(value) || typeof value === 'boolean';
  if (isFlag) readFlag(path, isTruthyValue(value), parsed);
  else if (isDocument(value) && !isExpression(value)) readNested(path, value, parsed);
  else readExpression(path, value, parsed);
}

function readExpression(path: readonly string[], value: unknown, parsed: Parsed): void {
  const [name] = isDocument(value) ? Object.keys(value) : [];
  if (name === '$elemMatch') throw notImplemented('projection by $elemMatch');
  if (name !== undefined && !isKnownExpression(name)) {
    throw new MongoServerFault(31325, `Unknown expression ${name}`);
  }
  if (parsed.mode === 'exclude' && name === undefined) {
    throw new MongoServerFault(
      31310,
      `Cannot use an expression ${path.join('.')}: ${show(value)} in an exclusion projection`,
    );
  }
  const evaluate = compileExpression(value, parsed.options);
  parsed.mode ??= 'include';
  if (parsed.mode === 'exclude') {
    throw new MongoServerFault(31252, 'Cannot use expression other than $meta in exclusion projection');
  }
  place(parsed.root, path, { kind: 'compute', evaluate });
}

function readNested(path: readonly string[], value: Document, parsed: Parsed): void {
  if (Object.keys(value).length === 0) {
    throw new MongoServerFault(51270, `Invalid empty sub-projection: ${path.at(-1)}`);
  }
  readFields(value, path, parsed);
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
