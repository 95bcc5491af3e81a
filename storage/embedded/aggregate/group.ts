import { createGroupKey } from '../bson/grouping.ts';
import { type Document, isDocument, setField } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { ACCUMULATORS, type Accumulator, COLLECTING, REFUSED_ACCUMULATORS } from './accumulators.ts';
import type { Evaluate } from './evaluate.ts';
import { compileExpression, type ExpressionOptions } from './expression.ts';
import { type CompileStage, createBudget, type StageContext } from './stage.ts';

/** One field of the output: its accumulator, and what it is fed. */
interface Field {
  readonly name: string;
  readonly create: () => Accumulator;
  readonly value: Evaluate;
  readonly collects: boolean;
}

/** Reads `{total: {$sum: …}}`. */
function readField(name: string, spec: unknown, options: ExpressionOptions): Field {
  if (name.includes('.')) throw new MongoServerFault(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new MongoServerFault(40236, `The field name '${name}' cannot be an operator name`);
  const [operator, ...others] = isDocument(spec) ? Object.keys(spec) : [];
  if (!isDocument(spec) || operator === undefined) {
    throw new MongoServerFault(40234, `The field '${name}' must be an accumulator object`);
  }
  if (others.length > 0) throw new MongoServerFault(40238, `The field '${name}' must specify one accumulator`);
  const create = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (create === undefined) {
    if (REFUSED_ACCUMULATORS.has(operator)) throw notImplemented(`accumulator ${operator}`);
    throw new MongoServerFault(15952, `unknown group operator '${operator}'`);
  }
  if (operator === '$count' && !(isDocument(spec.$count) && Object.keys(spec.$count).length === 0)) {
    throw new MongoServerFault('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  }
  const value = compileExpression(spec[operator], options);
  return { name, create: () => create(options), value, collects: COLLECTING.has(operator) };
}

interface Group {
  readonly id: unknown;
  readonly accumulators: readonly Accumulator[];
}

/** Groups of equal ids, in the order of their first document. Holds one document's worth per group and what `$push` and `$addToSet` collect. */
function groupsOf(
  source: Iterable<Document>,
  idOf: Evaluate,
  fields: readonly Field[],
  context: StageContext,
): Iterable<Group> {
  const keyOf = createGroupKey(context.options.collation);
  const groups = new Map<string, Group>();
  const spend = createBudget(context);
  const collects = fields.some((field) => field.collects);
  for (const document of source) {
    const id = idOf(document) ?? null;
    const key = keyOf(id);
    let group = groups.get(key);
    if (group === undefined) {
      group = { id, accumulators: fields.map(({ create }) => create()) };
      groups.set(key, group);
      spend({ id });
    }
    if (collects) spend(document);
    for (let i = 0; i < fields.length; i++) group.accumulators[i]?.add((fields[i] as Field).value(document));
  }
  return groups.values();
}

export const compileGroup: CompileStage = (operand, context) => {
  if (!isDocument(operand)) throw new MongoServerFault(15947, "a group's fields must be specified in an object");
  const { _id, ...specs } = operand;
  if (!Object.hasOwn(operand, '_id')) throw new MongoServerFault(15955, 'a group specification must include an _id');
  const idOf = compileExpression(_id, context.options);
  const fields = Object.keys(specs).map((name) => readField(name, specs[name], context.options));
  return function* group(source) {
    for (const { id, accumulators } of groupsOf(source, idOf, fields, context)) {
      const result: Document = { _id: id };
      fields.forEach(({ name }, i) => {
        setField(result, name, accumulators[i]?.result());
      });
      yield result;
    }
  };
};
