import { compareValues } from '../../bson/compare.ts';
import { Double, Int32, isDocument } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { type Compiler, type Evaluate, isNullish, namedOperands, type Operator, ordinary } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

const comparison = (holds: (order: number) => boolean): Operator =>
  ordinary(2, 2, ([a, b], { collation }) => holds(compareValues(a, b, collation)));

const specsOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);
const compileAll = (operand: unknown, compiler: Compiler): Evaluate[] =>
  specsOf(operand).map((spec) => compiler.compile(spec));

/** Comparison, boolean and conditional operators, and those that bind variables. */
export const LOGIC: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: ordinary(2, 2, ([a, b], { collation }) => new Int32(Math.sign(compareValues(a, b, collation)))),
  $and(operand, compiler) {
    const args = compileAll(operand, compiler);
    return (env) => args.every((arg) => isTruthyValue(arg(env)));
  },
  $or(operand, compiler) {
    const args = compileAll(operand, compiler);
    return (env) => args.some((arg) => isTruthyValue(arg(env)));
  },
  $not: ordinary(1, 1, ([value]) => !isTruthyValue(value)),
  $ifNull(operand, compiler, name) {
    const args = compileAll(operand, compiler);
    if (args.length < 2)
      throw new MongoServerFault(1257300, `${name} needs at least two arguments, had: ${args.length}`);
    return (env) => {
      let value: unknown;
      for (const arg of args) {
        value = arg(env);
        if (!isNullish(value)) break;
      }
      return value;
    };
  },
  $cond: compileCond,
  $switch: compileSwitch,
  $let: compileLet,
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $rand: () => () => new Double(Math.random()),
};

function compileCond(operand: unknown, compiler: Compiler): Evaluate {
  const [test, yes, no] = condBranches(operand).map((spec) => compiler.compile(spec)) as [Evaluate, Evaluate, Evaluate];
  return (env) => (isTruthyValue(test(env)) ? yes(env) : no(env));
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

function compileSwitch(operand: unknown, compiler: Compiler): Evaluate {
  const { branches, default: fallback } = namedOperands(operand, '$switch', ['branches'], ['default']);
  if (!Array.isArray(branches) || branches.length === 0) {
    throw new MongoServerFault(40068, '$switch requires at least one branch.');
  }
  const compiled = branches.map((branch) => {
    const spec = namedOperands(branch, '$switch', ['case', 'then']);
    return { test: compiler.compile(spec.case), result: compiler.compile(spec.then) };
  });
  const otherwise = fallback === undefined ? undefined : compiler.compile(fallback);
  return (env) => {
    for (const { test, result } of compiled) if (isTruthyValue(test(env))) return result(env);
    if (otherwise !== undefined) return otherwise(env);
    throw new MongoServerFault(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
}

function compileLet(operand: unknown, compiler: Compiler): Evaluate {
  const { vars, in: body } = namedOperands(operand, '$let', ['vars', 'in']);
  if (!isDocument(vars)) throw new MongoServerFault(16874, `invalid parameter: expected an object (vars)`);
  const names = Object.keys(vars);
  const values = names.map((name) => compiler.compile(vars[name]));
  const inner = compiler.bind(names);
  const result = inner.compiler.compile(body);
  return (env) => {
    const bound = values.map((value) => value(env));
    bound.forEach((value, i) => {
      env.frame[inner.slots[i] as number] = value;
    });
    return result(env);
  };
}
