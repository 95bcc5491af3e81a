import { type Document, isDocument, setField } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { splitFieldPath } from '../query/paths.ts';
import type { Compiler, Evaluate, ExpressionOptions } from './evaluate.ts';
import { OPERATORS, REFUSED_EXPRESSIONS } from './operators.ts';

export type { ExpressionOptions } from './evaluate.ts';

/** Compiles an aggregation expression. Unknown operators: InvalidPipelineOperator (168). */
export function compileExpression(spec: unknown, options: ExpressionOptions = {}): Evaluate {
  const compiler: Compiler = { ...options, compile: (part) => compile(part, compiler) };
  return compiler.compile(spec);
}

function readVariable(name: string, { letVariables, now = new Date() }: ExpressionOptions): Evaluate {
  if (name === 'ROOT' || name === 'CURRENT') return (document) => document;
  if (name === 'REMOVE') return () => undefined;
  if (name === 'NOW') return () => now;
  if (letVariables !== undefined && Object.hasOwn(letVariables, name)) return () => letVariables[name];
  if (['CLUSTER_TIME', 'USER_ROLES', 'SEARCH_META'].includes(name)) throw notImplemented(`variable $$${name}`);
  throw new MongoServerFault(17276, `Use of undefined variable: ${name}`);
}

function compile(spec: unknown, compiler: Compiler): Evaluate {
  if (typeof spec === 'string' && spec.startsWith('$')) return compilePath(spec, compiler);
  if (Array.isArray(spec)) {
    const items = spec.map((item) => compile(item, compiler));
    return (document) => items.map((item) => item(document) ?? null);
  }
  if (!isDocument(spec)) return () => spec;
  const names = Object.keys(spec);
  if (names.some((name) => name.startsWith('$'))) return compileOperator(spec, names, compiler);
  return compileObject(spec, names, compiler);
}

function compileObject(spec: Document, names: readonly string[], compiler: Compiler): Evaluate {
  const fields = names.map((name) => {
    if (name.includes('.')) {
      throw new MongoServerFault(
        16412,
        `FieldPath field names may not contain '.'. Consider using $getField or $setField.`,
      );
    }
    return { name, value: compile(spec[name], compiler) };
  });
  return (document) => {
    const result: Document = {};
    for (const { name, value } of fields) {
      const item = value(document);
      if (item !== undefined) setField(result, name, item);
    }
    return result;
  };
}

function compileOperator(spec: Document, names: readonly string[], compiler: Compiler): Evaluate {
  const name = names[0] as string;
  if (names.length !== 1) {
    const text = names.map((item) => `${item}: …`).join(', ');
    throw new MongoServerFault(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields in { ${text} }`,
    );
  }
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator !== undefined) return operator(spec[name], compiler, name);
  if (REFUSED_EXPRESSIONS.has(name)) throw notImplemented(`expression ${name}`);
  throw new MongoServerFault('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
}

function compilePath(text: string, compiler: Compiler): Evaluate {
  const isVariable = text.startsWith('$$');
  if (text === '$' || text === '$$') throw new MongoServerFault(16872, "'$' by itself is not a valid FieldPath");
  const path = splitFieldPath(text.slice(isVariable ? 2 : 1));
  const [name = '', ...parts] = isVariable ? path : ['CURRENT', ...path];
  const source = readVariable(name, compiler);
  if (parts.length === 0) return source;
  return (document) => followPath(source(document), parts, 0);
}

/** `$a.b`: arrays on the way give the array of what their documents hold; indexes are no parts of a path here. */
export function followPath(value: unknown, parts: readonly string[], from: number): unknown {
  let current = value;
  for (let i = from; i < parts.length; i++) {
    if (Array.isArray(current)) return throughArray(current, parts, i);
    if (!isDocument(current)) return undefined;
    const part = parts[i] as string;
    current = Object.hasOwn(current, part) ? current[part] : undefined;
  }
  return current;
}

function throughArray(array: readonly unknown[], parts: readonly string[], from: number): unknown[] {
  const found: unknown[] = [];
  for (const item of array) {
    const value = isDocument(item) ? followPath(item, parts, from) : undefined;
    if (value !== undefined) found.push(value);
  }
  return found;
}
