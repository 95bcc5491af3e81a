import { createGroupKey } from '../bson/grouping.ts';
import { type Document, Int32, isDocument, setField } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { compileSort } from '../query/keys.ts';
import { type Accumulator, NUMERIC_ACCUMULATORS, Sum } from './accumulators.ts';
import { compileExpression, type ExpressionOptions } from './expression.ts';
import { mergeObjects } from './operators/objects.ts';
import { type CompileStage, createBudget, type StageContext } from './stage.ts';

type CreateAccumulator = (options: ExpressionOptions) => Accumulator;

function list(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => value !== undefined && values.push(value), result: () => values };
}

function set({ collation }: ExpressionOptions): Accumulator {
  const values = new Map<string, unknown>();
  const keyOf = createGroupKey(collation);
  return {
    add(value) {
      const key = value === undefined ? undefined : keyOf(value);
      if (key !== undefined && !values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function first(): Accumulator {
  let held: { value: unknown } | undefined;
  return {
    add(value) {
      held ??= { value };
    },
    result: () => held?.value ?? null,
  };
}

function last(): Accumulator {
  let held: unknown;
  return {
    add(value) {
      held = value;
    },
    result: () => held ?? null,
  };
}

function merged(): Accumulator {
  let result: Document = {};
  return {
    add(value) {
      result = mergeObjects([result, value]);
    },
    result: () => result,
  };
}

function counted(): Accumulator {
  const sum = new Sum();
  return { add: () => sum.add(new Int32(1)), result: () => sum.total() };
}

const ACCUMULATORS: Record<string, CreateAccumulator> = {
  ...NUMERIC_ACCUMULATORS,
  $push: list,
  $addToSet: set,
  $first: first,
  $last: last,
  $mergeObjects: merged,
  $count: counted,
};

const REFUSED = new Set(
  '$top $topN $bottom $bottomN $firstN $lastN $minN $maxN $stdDevPop $stdDevSamp $median $percentile $accumulator $concatArrays $setUnion'.split(
    ' ',
  ),
);

/** One field of the output: its accumulator, and what it is fed. */
export interface Field {
  readonly name: string;
  readonly create: () => Accumulator;
  readonly value: (document: Document) => unknown;
  /** Its memory grows with the documents, not with the groups. */
  readonly collects: boolean;
}

/** Reads `{total: {$sum: …}}`. */
export function readField(name: string, spec: unknown, options: ExpressionOptions): Field {
  if (name.includes('.')) throw new MongoServerFault(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new MongoServerFault(40236, `The field name '${name}' cannot be an operator name`);
  const [operator, ...others] = isDocument(spec) ? Object.keys(spec) : [];
  if (!isDocument(spec) || operator === undefined) {
    throw new MongoServerFault(40234, `The field '${name}' must be an accumulator object`);
  }
  if (others.length > 0) throw new MongoServerFault(40238, `The field '${name}' must specify one accumulator`);
  const create = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (create === undefined) {
    if (REFUSED.has(operator)) throw notImplemented(`accumulator ${operator}`);
    throw new MongoServerFault(15952, `unknown group operator '${operator}'`);
  }
  if (operator === '$count' && !(isDocument(spec.$count) && Object.keys(spec.$count).length === 0)) {
    throw new MongoServerFault('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  }
  const collects = create === list || create === set;
  return { name, create: () => create(options), value: compileExpression(spec[operator], options), collects };
}

export interface Group {
  readonly id: unknown;
  readonly accumulators: readonly Accumulator[];
}

/** Groups of equal ids, in the order of their first document. Holds one document's worth per group and what `$push` and `$addToSet` collect. */
export function groupBy(idOf: (document: Document) => unknown, fields: readonly Field[], context: StageContext) {
  return (source: Iterable<Document>): Group[] => {
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
    return [...groups.values()];
  };
}

/** What a group is answered as. */
export function toDocument(group: Group, fields: readonly Field[]): Document {
  const result: Document = { _id: group.id };
  fields.forEach(({ name }, i) => {
    setField(result, name, group.accumulators[i]?.result());
  });
  return result;
}

export const compileGroup: CompileStage = (operand, context) => {
  if (!isDocument(operand)) throw new MongoServerFault(15947, "a group's fields must be specified in an object");
  const { _id, ...specs } = operand;
  if (!Object.hasOwn(operand, '_id')) throw new MongoServerFault(15955, 'a group specification must include an _id');
  const idOf = compileExpression(_id, context.options);
  const fields = Object.keys(specs).map((name) => readField(name, specs[name], context.options));
  const group = groupBy(idOf, fields, context);
  return function* run(source) {
    for (const item of group(source)) yield toDocument(item, fields);
  };
};

export const compileSortByCount: CompileStage = (operand, context) => {
  const isExpression =
    (typeof operand === 'string' && operand.startsWith('$')) ||
    (isDocument(operand) && Object.keys(operand)[0]?.startsWith('$') === true);
  if (!isExpression)
    throw new MongoServerFault(
      40149,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  const group = compileGroup({ _id: operand, count: { $sum: new Int32(1) } }, context);
  const order = compileSort({ count: -1 });
  return (source) => [...group(source)].sort((a, b) => order.compareKeys(order.keyOf(a), order.keyOf(b)));
};
