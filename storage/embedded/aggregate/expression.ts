import type { Collation } from '../bson/collation.ts';
import { type Document, isDocument, setField } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { type Compiler, type Env, type Evaluate, REMOVED } from './evaluate.ts';
import { OPERATORS, REFUSED_EXPRESSIONS } from './operators.ts';

/** What an expression may refer to besides the document. `letVariables` is read at run time, so that `$lookup` may change its values. */
export interface ExpressionOptions {
  readonly collation?: Collation | undefined;
  readonly letVariables?: Document | undefined;
  readonly now?: Date | undefined;
}

/** Compiles an aggregation expression; a missing result is `undefined`. Unknown operators: InvalidPipelineOperator (168). */
export function compileExpression(spec: unknown, options: ExpressionOptions = {}): (document: Document) => unknown {
  const frame: unknown[] = [];
  const evaluate = compile(spec, createCompiler(options, new Map(), frame));
  const env: Env = { root: {}, frame };
  return (document) => {
    env.root = document;
    return evaluate(env);
  };
}

function createCompiler(options: ExpressionOptions, scope: ReadonlyMap<string, number>, frame: unknown[]): Compiler {
  return {
    collation: options.collation,
    compile(spec) {
      return compile(spec, this);
    },
    bind(names) {
      const inner = new Map(scope);
      const slots = names.map((name) => {
        checkVariableName(name);
        const slot = frame.push(undefined) - 1;
        inner.set(name, slot);
        return slot;
      });
      return { compiler: createCompiler(options, inner, frame), slots };
    },
    variable: (name) => readVariable(name, options, scope),
  };
}

function checkVariableName(name: string): void {
  if (/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)) return;
  if (name === 'CURRENT') throw notImplemented('binding $$CURRENT');
  if (name === '') throw new MongoServerFault(16866, 'empty variable names are not allowed');
  throw new MongoServerFault(16867, `'${name}' starts with an invalid character for a user variable name`);
}

function readVariable(name: string, options: ExpressionOptions, scope: ReadonlyMap<string, number>): Evaluate {
  const slot = scope.get(name);
  if (slot !== undefined) return (env) => env.frame[slot];
  if (name === 'ROOT' || name === 'CURRENT') return (env) => env.root;
  if (name === 'REMOVE') return () => REMOVED;
  if (name === 'NOW') {
    const now = options.now ?? new Date();
    return () => now;
  }
  const { letVariables } = options;
  if (letVariables !== undefined && Object.hasOwn(letVariables, name)) return () => letVariables[name];
  if (['CLUSTER_TIME', 'USER_ROLES', 'SEARCH_META'].includes(name)) throw notImplemented(`variable $$${name}`);
  throw new MongoServerFault(17276, `Use of undefined variable: ${name}`);
}

function compile(spec: unknown, compiler: Compiler): Evaluate {
  if (typeof spec === 'string' && spec.startsWith('$')) return compilePath(spec, compiler);
  if (Array.isArray(spec)) {
    const items = spec.map((item) => compile(item, compiler));
    return (env) => items.map((item) => item(env) ?? null);
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
  return (env) => {
    const result: Document = {};
    for (const { name, value } of fields) {
      const item = value(env);
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
  const parts = text.slice(isVariable ? 2 : 1).split('.');
  checkParts(parts);
  const name = isVariable ? (parts.shift() as string) : 'CURRENT';
  const source = compiler.variable(name);
  if (parts.length === 0) return source;
  return (env) => followPath(source(env), parts, 0);
}

function checkParts(parts: readonly string[]): void {
  if (parts.length === 1 && parts[0] === '')
    throw new MongoServerFault(16872, "'$' by itself is not a valid FieldPath");
  for (const part of parts) {
    if (part === '') throw new MongoServerFault(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw new MongoServerFault(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
  }
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
