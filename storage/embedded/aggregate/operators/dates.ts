import { toInteger, toLong } from '../../bson/numbers.ts';
import { Int32, isDocument, isNumeric, ObjectId, Timestamp, typeName } from '../../bson/types.ts';
import { MongoServerFault, notImplemented } from '../../errors.ts';
import {
  addUnits,
  DAY,
  differenceIn,
  formatDate,
  isoWeek,
  readUnit,
  readWeekday,
  truncate,
  weekOfYear,
} from '../calendar.ts';
import { type Compiler, type Env, type Evaluate, isNullish, type Operator } from '../evaluate.ts';
import { fromLocal, readZone, toLocal, UTC, type Zone } from '../zones.ts';
import { compileNamed } from './strings.ts';

function toInstant(value: unknown): Date | null {
  if (isNullish(value)) return null;
  if (value instanceof Date) return value;
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (value instanceof ObjectId) return value.getTimestamp();
  throw new MongoServerFault(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

/** `null` when the zone is null or missing as a value; UTC when it isn't given at all. */
function zoneOf(evaluate: Evaluate | undefined, env: Env): Zone | null {
  if (evaluate === undefined) return readZone('UTC');
  const name = evaluate(env);
  if (isNullish(name)) return null;
  if (typeof name === 'string') return readZone(name);
  throw new MongoServerFault(40517, `timezone must evaluate to a string, found ${typeName(name)}`);
}

/** A part of the wall clock: `{$year: '$at'}` or `{$year: {date: '$at', timezone: 'Asia/Shanghai'}}`. */
function part(read: (local: Date) => unknown): Operator {
  return (operand, compiler, name) => {
    const isLong = isDocument(operand) && Object.hasOwn(operand, 'date');
    const single = Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
    const args = isLong
      ? compileNamed(operand, compiler, name, ['date'], ['timezone'])
      : { date: compiler.compile(single), timezone: undefined };
    return (env) => {
      const date = toInstant(args.date?.(env));
      const zone = zoneOf(args.timezone, env);
      return date === null || zone === null ? null : read(toLocal(date, zone));
    };
  };
}

const int = (read: (local: Date) => number): Operator => part((local) => new Int32(read(local)));

const startOfYear = (local: Date): number => Date.UTC(local.getUTCFullYear(), 0, 1);

/** Date operators; wall clock and calendar follow `timezone`. */
export const DATES: Record<string, Operator> = {
  $year: int((local) => local.getUTCFullYear()),
  $month: int((local) => local.getUTCMonth() + 1),
  $dayOfMonth: int((local) => local.getUTCDate()),
  $dayOfWeek: int((local) => local.getUTCDay() + 1),
  $dayOfYear: int((local) => Math.floor((local.getTime() - startOfYear(local)) / DAY) + 1),
  $hour: int((local) => local.getUTCHours()),
  $minute: int((local) => local.getUTCMinutes()),
  $second: int((local) => local.getUTCSeconds()),
  $millisecond: int((local) => local.getUTCMilliseconds()),
  $week: int(weekOfYear),
  $isoWeek: int((local) => isoWeek(local).week),
  $isoWeekYear: part((local) => toLong(BigInt(isoWeek(local).year))),
  $isoDayOfWeek: int((local) => local.getUTCDay() || 7),
  $dateToString: compileDateToString,
  $dateTrunc: compileDateTrunc,
  $dateDiff: compileDateDiff,
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateFromParts: compileFromParts,
};

function compileDateToString(operand: unknown, compiler: Compiler): Evaluate {
  const args = compileNamed(operand, compiler, '$dateToString', ['date'], ['format', 'timezone', 'onNull']);
  return (env) => {
    const date = toInstant(args.date?.(env));
    const zone = zoneOf(args.timezone, env);
    if (date === null) return args.onNull?.(env) ?? null;
    const format = args.format?.(env);
    if (zone === null || (args.format !== undefined && isNullish(format))) return null;
    if (format !== undefined && typeof format !== 'string') {
      throw new MongoServerFault(18533, `$dateToString requires that 'format' be a string, found: ${typeName(format)}`);
    }
    const byDefault = zone === UTC ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L';
    return formatDate(format ?? byDefault, toLocal(date, zone), zone.offsetAt(date.getTime()));
  };
}

function compileDateTrunc(operand: unknown, compiler: Compiler): Evaluate {
  const args = compileNamed(operand, compiler, '$dateTrunc', ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek']);
  return (env) => {
    const date = toInstant(args.date?.(env));
    const zone = zoneOf(args.timezone, env);
    if (date === null || zone === null) return null;
    const unit = readUnit(args.unit?.(env));
    const bin = args.binSize === undefined ? 1 : wholeNumber(args.binSize(env), '$dateTrunc binSize');
    if (bin < 1)
      throw new MongoServerFault(5439017, `$dateTrunc requires 'binSize' to be greater than 0, but got value ${bin}`);
    if (unit === 'week' && bin > 1) throw notImplemented('$dateTrunc in bins of several weeks');
    return fromLocal(truncate(toLocal(date, zone), unit, bin, readWeekday(args.startOfWeek?.(env))), zone);
  };
}

function wholeNumber(value: unknown, what: string): number {
  const exact = isNumeric(value) ? toInteger(value) : undefined;
  if (exact === undefined) throw new MongoServerFault(5439017, `${what} must be an integer, found ${typeName(value)}`);
  return Number(exact);
}

function compileDateDiff(operand: unknown, compiler: Compiler): Evaluate {
  const args = compileNamed(
    operand,
    compiler,
    '$dateDiff',
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
  );
  return (env) => {
    const [start, end] = [toInstant(args.startDate?.(env)), toInstant(args.endDate?.(env))];
    const zone = zoneOf(args.timezone, env);
    if (start === null || end === null || zone === null) return null;
    const unit = readUnit(args.unit?.(env));
    const weekday = readWeekday(args.startOfWeek?.(env));
    return toLong(BigInt(differenceIn(unit, toLocal(start, zone), toLocal(end, zone), weekday)));
  };
}

function shift(sign: 1 | -1): Operator {
  return (operand, compiler, name) => {
    const args = compileNamed(operand, compiler, name, ['startDate', 'unit', 'amount'], ['timezone']);
    return (env) => {
      const start = toInstant(args.startDate?.(env));
      const zone = zoneOf(args.timezone, env);
      const amount = args.amount?.(env);
      if (start === null || zone === null || isNullish(amount)) return null;
      return addUnits(start, readUnit(args.unit?.(env)), sign * wholeNumber(amount, `${name} amount`), zone);
    };
  };
}

const PARTS = ['month', 'day', 'hour', 'minute', 'second', 'millisecond'];
const FIRST = [1, 1, 0, 0, 0, 0];

/** Calendar years only; parts beyond their range carry over. */
function compileFromParts(operand: unknown, compiler: Compiler): Evaluate {
  const args = compileNamed(operand, compiler, '$dateFromParts', ['year'], [...PARTS, 'timezone']);
  return (env) => {
    const zone = zoneOf(args.timezone, env);
    const given = ['year', ...PARTS].map((name) => (args[name] === undefined ? undefined : (args[name](env) ?? null)));
    if (zone === null || given.includes(null)) return null;
    const [year = 0, month = 1, ...rest] = given.map((value, i) =>
      value === undefined ? (FIRST[i - 1] ?? 0) : wholeNumber(value, '$dateFromParts'),
    );
    if (year < 1 || year > 9999)
      throw new MongoServerFault(40523, `'year' must evaluate to an integer in the range 1 to 9999, found ${year}`);
    const local = new Date(Date.UTC(2000, month - 1, ...(rest as [number])));
    local.setUTCFullYear(local.getUTCFullYear() - 2000 + year);
    return fromLocal(local, zone);
  };
}
