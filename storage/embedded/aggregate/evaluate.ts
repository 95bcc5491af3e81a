import type { Collation } from '../bson/collation.ts';
import type { Document } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

/** An expression, compiled; a missing value is `undefined`. */
export type Evaluate = (document: Document) => unknown;

/** What an expression may refer to besides the document. `letVariables` is read at run time, so that `$lookup` may change its values. */
export interface ExpressionOptions {
  readonly collation?: Collation | undefined;
  readonly letVariables?: Document | undefined;
  readonly now?: Date | undefined;
}

/** What operators need to compile their arguments. */
export interface Compiler extends ExpressionOptions {
  readonly compile: (spec: unknown) => Evaluate;
}

/** An operator: reads its operand at compile time, gives what runs. */
export type Operator = (operand: unknown, compiler: Compiler, name: string) => Evaluate;

/** The function behind an ordinary operator: evaluated arguments in, value out. Missing arguments are `undefined`. */
export type Apply = (args: readonly unknown[], compiler: Compiler, name: string) => unknown;

/** An operator over any number of arguments; a single one needn't be in a list. */
export function variadic(apply: Apply): Operator {
  return (operand, compiler, name) => {
    const specs = Array.isArray(operand) ? operand : [operand];
    const args = specs.map((spec) => compiler.compile(spec));
    return (document) =>
      apply(
        args.map((arg) => arg(document)),
        compiler,
        name,
      );
  };
}

/** An operator over so many arguments. */
export function fixed(count: number, apply: Apply): Operator {
  const operator = variadic(apply);
  return (operand, compiler, name) => {
    const given = Array.isArray(operand) ? operand.length : 1;
    if (given === count) return operator(operand, compiler, name);
    throw new MongoServerFault(16020, `Expression ${name} takes exactly ${count} arguments. ${given} were passed in.`);
  };
}

/** Null and missing spread through most operators. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
