import { accumulatorExpressions } from './accumulators.ts';
import type { Operator } from './evaluate.ts';
import { ARITHMETIC } from './operators/arithmetic.ts';
import { ARRAYS } from './operators/arrays.ts';
import { CONVERT } from './operators/convert.ts';
import { DATES } from './operators/dates.ts';
import { LOGIC } from './operators/logic.ts';
import { OBJECTS } from './operators/objects.ts';
import { STRINGS } from './operators/strings.ts';

/** Every expression operator of the store. */
export const OPERATORS: Record<string, Operator> = {
  ...LOGIC,
  ...ARITHMETIC,
  ...STRINGS,
  ...ARRAYS,
  ...OBJECTS,
  ...DATES,
  ...CONVERT,
  ...accumulatorExpressions,
};

/** Known to MongoDB, refused here. */
export const REFUSED_EXPRESSIONS: ReadonlySet<string> = new Set(
  (
    '$function $accumulator $meta $ln $log $log10 $sin $cos $tan $asin $acos $atan $atan2 $asinh $acosh $atanh $sinh $cosh $tanh $degreesToRadians $radiansToDegrees ' +
    '$binarySize $bsonSize $indexOfBytes $zip $firstN $lastN $minN $maxN $dateFromString $dateToParts $tsSecond $tsIncrement $stdDevPop $stdDevSamp $median $percentile ' +
    '$sampleRate $toHashedIndexKey $bitAnd $bitOr $bitXor $bitNot $toUUID $encStrStartsWith $createObjectId $subtype $sigmoid'
  ).split(' '),
);

/** Whether MongoDB has an expression of this name, be it one of ours or not. */
export function isKnownExpression(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || REFUSED_EXPRESSIONS.has(name);
}
