import { compareValues } from '../../bson/compare.ts';
import { Double, Int32, isDocument } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { type Compiler, type Evaluate, fixed, isNullish, type Operator } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

const comparison = (holds: (order: number) => boolean): Operator =>
  fixed(2, ([a, b], { collation }) => holds(compareValues(a, b, collation)));

const specsOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);
const compileAll = (operand: unknown, compiler: Compiler): Evaluate[] =>
  specsOf(operand).map((spec) => compiler.compile(spec));

/** Comparison, boolean and conditional operators, and constants. */
export const LOGIC: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: fixed(2, ([a, b], { collation }) => new Int32(Math.sign(compareValues(a, b, collation)))),
  $and(operand, compiler) {
    const args = compileAll(operand, compiler);
    return (document) => args.every((arg) => isTruthyValue(arg(document)));
  },
  $or(operand, compiler) {
    const args = compileAll(operand, compiler);
    return (document) => args.some((arg) => isTruthyValue(arg(document)));
  },
  $not: fixed(1, ([value]) => !isTruthyValue(value)),
  $ifNull(operand, compiler, name) {
    const args = compileAll(operand, compiler);
    if (args.length < 2)
      throw new MongoServerFault(1257300, `${name} needs at least two arguments, had: ${args.length}`);
    return (document) => {
      let value: unknown;
      for (const arg of args) {
        value = arg(document);
        if (!isNullish(value)) break;
      }
      return value;
    };
  },
  $cond: compileCond,
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $rand: () => () => new Double(Math.random()),
};

function compileCond(operand: unknown, compiler: Compiler): Evaluate {
  const [test, yes, no] = condBranches(operand).map((spec) => compiler.compile(spec)) as [Evaluate, Evaluate, Evaluate];
  return (document) => (isTruthyValue(test(document)) ? yes(document) : no(document));
}

function condBranches(operand: unknown): unknown[] {
  if (!isDocument(operand)) {
    const specs = specsOf(operand);
    if (specs.length === 3) return specs;
    throw new MongoServerFault(16020, `Expression $cond takes exactly 3 arguments. ${specs.length} were passed in.`);
  }
  const other = Object.keys(operand).find((name) => !['if', 'then', 'else'].includes(name));
  if (other !== undefined) throw new MongoServerFault(17083, `Unrecognized parameter to $cond: ${other}`);
  return ['if', 'then', 'else'].map((name, i) => {
    if (!Object.hasOwn(operand, name)) throw new MongoServerFault(17080 + i, `Missing '${name}' parameter to $cond`);
    return operand[name];
  });
}
