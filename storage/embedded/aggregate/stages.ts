import { toInteger, toLong } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { type Document, Int32, isDocument, isNumeric, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { compileSort, type SortOrder } from '../query/keys.ts';
import { compileMatcher } from '../query/match.ts';
import { compileExpression } from './expression.ts';
import { compileGroup } from './group.ts';
import { compileLookup } from './lookup.ts';
import { type CompileStage, createBudget, type Stage, type StageContext } from './stage.ts';
import { TRANSFORMS, type Transform } from './transform.ts';
import { compileUnwind } from './unwind.ts';

const each =
  (transform: Transform): Stage =>
  (source) =>
    Iterator.from(source).map(transform);

/** Every stage but `$out` and `$merge`, which end a pipeline. */
export const STAGES: Record<string, CompileStage> = {
  ...Object.fromEntries(
    Object.entries(TRANSFORMS).map(([name, compile]) => [
      name,
      (operand: unknown, { options }: StageContext) => each(compile(operand, options, name)),
    ]),
  ),
  $match(operand, { options }) {
    const matches = compileMatcher(matchFilter(operand), options);
    return (source) => Iterator.from(source).filter(matches);
  },
  $limit(operand) {
    const count = readLimit(operand);
    return (source) => Iterator.from(source).take(count);
  },
  $skip(operand) {
    const count = readSkip(operand);
    return (source) => Iterator.from(source).drop(count);
  },
  $sort: (operand, context) =>
    sortStage(compileSort(sortPattern(operand), context.options.collation), undefined, context),
  $unwind: compileUnwind,
  $count: compileCount,
  $group: compileGroup,
  $lookup: compileLookup,
};

export function matchFilter(operand: unknown): Document {
  if (isDocument(operand)) return operand;
  throw new MongoServerFault(15959, 'the match filter must be an expression in an object');
}

export function sortPattern(operand: unknown): Document {
  if (!isDocument(operand)) throw new MongoServerFault(15973, 'the $sort key specification must be an object');
  if (Object.keys(operand).length === 0)
    throw new MongoServerFault(15976, '$sort stage must have at least one sort key');
  return operand;
}

export function readLimit(operand: unknown): number {
  const count = wholeNumber(operand, '$limit', 5107201);
  if (count === 0) throw new MongoServerFault(15958, 'the limit must be positive');
  return count;
}

export const readSkip = (operand: unknown): number => wholeNumber(operand, '$skip', 5107200);

function wholeNumber(operand: unknown, name: string, code: number): number {
  const integer = isNumeric(operand) ? toInteger(operand) : undefined;
  const problem = !isNumeric(operand)
    ? 'Expected a number'
    : integer === undefined
      ? 'Expected an integer'
      : integer < 0n
        ? 'Expected a non-negative number'
        : undefined;
  if (problem === undefined) return Number(integer);
  throw new MongoServerFault(code, `invalid argument to ${name} stage: ${problem} in: ${name}: ${show(operand)}`);
}

interface Keyed {
  readonly document: Document;
  readonly key: readonly unknown[];
}

/** Sorts, stably. With a limit it never holds more than twice as many documents. */
export function sortStage(order: SortOrder, limit: number | undefined, context: StageContext): Stage {
  const compare = (a: Keyed, b: Keyed) => order.compareKeys(a.key, b.key);
  return function* sort(source) {
    const spend = limit === undefined ? createBudget(context) : () => {};
    let held: Keyed[] = [];
    for (const document of source) {
      spend(document);
      held.push({ document, key: order.keyOf(document) });
      if (limit !== undefined && held.length >= limit * 2 + 1000) held = held.sort(compare).slice(0, limit);
    }
    for (const { document } of held.sort(compare).slice(0, limit)) yield document;
  };
}

function compileCount(operand: unknown): Stage {
  const isName = typeof operand === 'string' && operand !== '' && !operand.startsWith('$') && !operand.includes('.');
  if (!isName)
    throw new MongoServerFault(
      40156,
      'the count field must be a non-empty string without $ at the start and without .',
    );
  return function* count(source) {
    let total = 0;
    for (const _ of source) total += 1;
    if (total > 0) yield { [operand]: total < 2 ** 31 ? new Int32(total) : toLong(BigInt(total)) };
  };
}

/** `$documents`: a constant list. */
export function compileDocuments(operand: unknown, { options }: StageContext): Stage {
  const list = compileExpression(operand, options)({});
  if (!Array.isArray(list))
    throw new MongoServerFault(
      5858203,
      `error during aggregation :: caused by :: $documents must evaluate to an array, got ${typeName(list)}`,
    );
  for (const item of list) {
    if (!isDocument(item)) throw new MongoServerFault(40228, `$documents must hold objects, but found: ${show(item)}`);
  }
  return () => list as Document[];
}
