import { show } from '../bson/show.ts';
import { type Document, isDocument, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { compileExpression } from './expression.ts';
import type { Namespace, Output, PipelineOptions } from './stage.ts';
import { compileTransforms } from './transform.ts';

function readTarget(value: unknown, code: number, name: string): Namespace {
  if (typeof value === 'string') return { coll: value };
  const { db, coll } = isDocument(value) ? value : {};
  if (typeof coll === 'string' && (db === undefined || typeof db === 'string')) return { db, coll };
  throw new MongoServerFault(code, `${name} needs the name of a collection or {db, coll}, found ${typeName(value)}`);
}

export function readOut(operand: unknown): Output {
  return { kind: 'out', into: readTarget(operand, 16990, '$out') };
}

const MATCHED = ['replace', 'keepExisting', 'merge', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

function readMode<T extends string>(value: unknown, fallback: T, modes: readonly T[], field: string): T {
  const mode = modes.find((item) => item === (value ?? fallback));
  if (mode !== undefined) return mode;
  throw new MongoServerFault(
    'BadValue',
    `Enumeration value '${typeof value === 'string' ? value : show(value)}' for field '$merge.${field}' is not a valid value.`,
  );
}

/** `$merge`, with all modes and a pipeline for `whenMatched`, in which `$$new` is the incoming document. */
export function readMerge(operand: unknown, options: PipelineOptions): Output {
  const spec: Document = isDocument(operand) ? operand : { into: operand };
  const { into, on, whenMatched, whenNotMatched, let: variables, ...rest } = spec;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw new MongoServerFault(40415, `BSON field '$merge.${other}' is an unknown field.`);
  const names: unknown[] = on === undefined ? ['_id'] : Array.isArray(on) ? on : [on];
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw new MongoServerFault(51186, "$merge 'on' must be a string or a non-empty array of strings");
  }
  const isPipeline = Array.isArray(whenMatched);
  const mode = isPipeline ? 'pipeline' : readMode(whenMatched, 'merge', MATCHED, 'whenMatched');
  return {
    kind: 'merge',
    into: readTarget(into, 51178, '$merge'),
    on: names as string[],
    whenMatched: mode,
    whenNotMatched: readMode(whenNotMatched, 'insert', NOT_MATCHED, 'whenNotMatched'),
    combine: isPipeline ? combineByPipeline(whenMatched, variables, options) : COMBINE[mode as 'merge'],
  };
}

type Combine = (existing: Document, incoming: Document) => Document | undefined;

const COMBINE: Record<(typeof MATCHED)[number], Combine> = {
  replace: (_, incoming) => incoming,
  merge: (existing, incoming) => ({ ...existing, ...incoming }),
  keepExisting: () => undefined,
  fail: () => undefined,
};

function combineByPipeline(stages: readonly Document[], variables: unknown, options: PipelineOptions): Combine {
  const given = isDocument(variables) ? variables : { new: '$$ROOT' };
  const names = Object.keys(given);
  const values = names.map((name) => compileExpression(given[name], options));
  const holder: Document = { ...options.letVariables, ...Object.fromEntries(names.map((name) => [name, undefined])) };
  const transform = compileTransforms(stages, { ...options, letVariables: holder });
  return (existing, incoming) => {
    values.forEach((value, i) => {
      holder[names[i] as string] = value(incoming);
    });
    return transform(existing);
  };
}
