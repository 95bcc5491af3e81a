import { isZero } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';

/** Truth in expressions: false, null, missing and every zero are false; everything else, NaN and empty arrays included, is true. */
export function isTruthyValue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumeric(value) || !isZero(value);
}
