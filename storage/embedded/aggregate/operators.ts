import type { Operator } from './evaluate.ts';
import { ARITHMETIC } from './operators/arithmetic.ts';
import { LOGIC } from './operators/logic.ts';
import { VALUES } from './operators/values.ts';

/** Every expression operator of the store. */
export const OPERATORS: Record<string, Operator> = { ...LOGIC, ...ARITHMETIC, ...VALUES };

/** Known to MongoDB, refused here. */
export const REFUSED_EXPRESSIONS: ReadonlySet<string> = new Set(
  (
    '$switch $let $map $filter $reduce $sum $avg $min $max $abs $ceil $floor $round $trunc $sqrt $exp $pow $ln $log $log10 $sin $cos $tan $asin $acos $atan $atan2 $asinh $acosh ' +
    '$atanh $sinh $cosh $tanh $degreesToRadians $radiansToDegrees $bitAnd $bitOr $bitXor $bitNot $sigmoid $stdDevPop $stdDevSamp $median $percentile $toLower $toUpper $strcasecmp ' +
    '$strLenCP $strLenBytes $substrCP $substrBytes $substr $split $indexOfCP $indexOfBytes $trim $ltrim $rtrim $replaceOne $replaceAll $regexMatch $regexFind $regexFindAll ' +
    '$arrayElemAt $first $last $concatArrays $indexOfArray $reverseArray $slice $range $sortArray $zip $firstN $lastN $minN $maxN $arrayToObject $objectToArray $setUnion $setIntersection $setDifference $setEquals ' +
    '$setIsSubset $getField $unsetField $anyElementTrue $allElementsTrue $year $month $dayOfMonth $dayOfWeek $dayOfYear $hour $minute $second $millisecond $week $isoWeek $isoWeekYear $isoDayOfWeek ' +
    '$dateToString $dateFromString $dateTrunc $dateDiff $dateAdd $dateSubtract $dateFromParts $dateToParts $tsSecond $tsIncrement $toString $toInt $toLong $toDouble $toDecimal ' +
    '$toBool $toDate $toObjectId $toUUID $convert $binarySize $bsonSize $subtype $createObjectId $toHashedIndexKey $function $accumulator $meta $sampleRate $encStrStartsWith'
  ).split(' '),
);

/** Whether MongoDB has an expression of this name, be it one of ours or not. */
export function isKnownExpression(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || REFUSED_EXPRESSIONS.has(name);
}
