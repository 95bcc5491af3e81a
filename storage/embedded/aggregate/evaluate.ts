import type { Collation } from '../bson/collation.ts';
import type { Document } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

/** What an expression runs on: the document and the variables bound by `$let`, `$map` and the like, each in its own slot. */
export interface Env {
  root: Document;
  readonly frame: unknown[];
}

export type Evaluate = (env: Env) => unknown;

/** The value of `$$REMOVE`: missing. */
export const REMOVED = undefined;

/** What operators need to compile their arguments. */
export interface Compiler {
  readonly collation: Collation | undefined;
  compile(spec: unknown): Evaluate;
  /** A compiler that knows more variables, and where to put their values. */
  bind(names: readonly string[]): { compiler: Compiler; slots: readonly number[] };
  variable(name: string): Evaluate;
}

/** An operator: reads its operand at compile time, gives what runs. */
export type Operator = (operand: unknown, compiler: Compiler, name: string) => Evaluate;

/** The function behind an ordinary operator: evaluated arguments in, value out. Missing arguments are `undefined`. */
export type Apply = (args: readonly unknown[], compiler: Compiler, name: string) => unknown;

/** An operator over a list of arguments; a single argument needn't be in a list. */
export function ordinary(min: number, max: number, apply: Apply): Operator {
  return (operand, compiler, name) => {
    const specs = Array.isArray(operand) ? operand : [operand];
    checkCount(name, specs.length, min, max);
    const args = specs.map((spec) => compiler.compile(spec));
    return (env) =>
      apply(
        args.map((arg) => arg(env)),
        compiler,
        name,
      );
  };
}

function checkCount(name: string, count: number, min: number, max: number): void {
  if (count >= min && count <= max) return;
  if (min === max) {
    throw new MongoServerFault(16020, `Expression ${name} takes exactly ${min} arguments. ${count} were passed in.`);
  }
  throw new MongoServerFault(
    28667,
    `Expression ${name} takes at least ${min} arguments, and at most ${max}, but ${count} were passed in.`,
  );
}

/** The arguments of an operator with named ones (`{input, cond}`). Unknown and missing names are refused with `code`. */
export function namedOperands(
  operand: unknown,
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) {
    throw new MongoServerFault('FailedToParse', `${name} only supports an object as its argument`);
  }
  const given = operand as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!required.includes(key) && !optional.includes(key)) {
      throw new MongoServerFault('FailedToParse', `Unrecognized parameter to ${name}: ${key}`);
    }
  }
  for (const key of required) {
    if (!Object.hasOwn(given, key))
      throw new MongoServerFault('FailedToParse', `Missing '${key}' parameter to ${name}`);
  }
  return given;
}

/** Null and missing spread through most operators. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
