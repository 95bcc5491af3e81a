import {
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type CollectedField, collectFields } from './collect.ts';
import type { Selection } from './expand.ts';
import { leafWriter } from './leaf.ts';
import { clone, mergeInto } from './merge.ts';
import { isObject, type JsonObject } from './run.ts';

/** A value that could not be shown: null where the type forbids it, or a value that doesn't fit the type. */
export interface Violation {
  /** Filled from the inside out while the projection unwinds: reversed. */
  readonly reversedPath: (string | number)[];
  /** `Type.field`, for the message. */
  readonly field: string;
}

export interface Projection {
  readonly violations: Violation[];
  /** Answers of `__schema` and `__type` by response key, as JSON text. */
  readonly introspection: ReadonlyMap<string, string>;
  /** `Run.shared`: what stands at several places. */
  readonly shared: ReadonlySet<object>;
  /** Texts of shared values, by the writer that wrote them. */
  readonly written: Map<Writer, Map<object, string>>;
}

/** Writes a value as JSON text; undefined when it is null and may not be, which makes its parent null. */
export type Writer = (value: unknown, projection: Projection) => string | undefined;

/** Writes the response's `data`. */
export type Projector = (data: JsonObject, projection: Projection) => string;

const NULL = 'null';

/**
 * Compiles the selection into closures that write the response text straight from the subgraphs' merged data: per concrete type, with
 * null propagation as the specification says, aliases, and nothing that wasn't selected. One pass, no intermediate objects.
 */
export function compileProjector(
  schema: GraphQLSchema,
  root: GraphQLCompositeType,
  selections: readonly Selection[],
): Projector {
  const write = objectWriter(schema, root, selections);
  return (data, projection) => write(data, projection) ?? NULL;
}

function outputWriter(schema: GraphQLSchema, type: GraphQLOutputType, field: CollectedField, owner: string): Writer {
  if (isNonNullType(type)) {
    const inner = outputWriter(schema, type.ofType, field, owner);
    return (value, projection) => {
      const before = projection.violations.length;
      const text = inner(value, projection);
      if (text !== NULL) return text;
      if (projection.violations.length === before) projection.violations.push({ reversedPath: [], field: owner });
      return undefined;
    };
  }
  if (isListType(type)) {
    const write = listWriter(outputWriter(schema, type.ofType, field, owner), owner);
    return field.selections === undefined ? write : writeSharedOnce(write);
  }
  if (isLeafType(type)) {
    const write = leafWriter(type);
    return (value, projection) =>
      value === null || value === undefined ? NULL : (write(value) ?? reject(projection, owner));
  }
  const selections = field.selections ?? [];
  if (isObjectType(type)) {
    const write = objectWriter(schema, type, selections);
    return writeSharedOnce((value, projection) => {
      if (value === null || value === undefined) return NULL;
      return isObject(value) ? (write(value, projection) ?? NULL) : reject(projection, owner);
    });
  }
  return abstractWriter(schema, type, selections, owner);
}

/** An entity at many places is written once and its text repeated; not where it has violations, for each place reports its own. */
function writeSharedOnce(write: Writer): Writer {
  return (value, projection) => {
    if (typeof value !== 'object' || value === null || !projection.shared.has(value)) return write(value, projection);
    const texts = projection.written.get(write) ?? new Map<object, string>();
    const known = texts.get(value);
    if (known !== undefined) return known;
    const before = projection.violations.length;
    const text = write(value, projection);
    if (text !== undefined && projection.violations.length === before)
      projection.written.set(write, texts.set(value, text));
    return text;
  };
}

function listWriter(item: Writer, owner: string): Writer {
  return (value, projection) => {
    if (value === null || value === undefined) return NULL;
    if (!Array.isArray(value)) return reject(projection, owner);
    let text = '[';
    let whole = true;
    for (let index = 0; index < value.length; index += 1) {
      const before = projection.violations.length;
      const entry = item(value[index], projection);
      if (projection.violations.length !== before) addToPaths(projection, before, index);
      if (entry === undefined) whole = false;
      else if (whole) text += index === 0 ? entry : `,${entry}`;
    }
    return whole ? `${text}]` : NULL;
  };
}

function abstractWriter(
  schema: GraphQLSchema,
  declared: GraphQLCompositeType,
  selections: readonly Selection[],
  owner: string,
): Writer {
  const byName = new Map<string, (value: JsonObject, projection: Projection) => string | undefined>();
  return (value, projection) => {
    if (value === null || value === undefined) return NULL;
    if (!isObject(value)) return reject(projection, owner);
    const typename = value.__typename ?? declared.name;
    if (typeof typename !== 'string') return reject(projection, owner);
    let write = byName.get(typename);
    if (write === undefined) {
      const type = schema.getType(typename);
      if (!isCompositeType(type) || !fits(schema, declared, type)) return reject(projection, owner);
      write = objectWriter(schema, type, selections);
      byName.set(typename, write);
    }
    return write(value, projection) ?? NULL;
  };
}

function fits(schema: GraphQLSchema, declared: GraphQLCompositeType, type: GraphQLCompositeType): boolean {
  if (declared === type) return true;
  return isAbstractType(declared) && (isObjectType(type) || !('getTypes' in type)) && schema.isSubType(declared, type);
}

interface FieldWriter {
  readonly key: string;
  /** `"key":`, with a comma unless it is the first. */
  readonly prefix: string;
  readonly read: (object: JsonObject) => unknown;
  readonly write: Writer;
}

/** For one concrete type; or, when a subgraph didn't say which, for what all of them have in common. */
function objectWriter(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): (value: JsonObject, projection: Projection) => string | undefined {
  const fields = collectFields(schema, type, selections).map((field, index): FieldWriter => {
    const key = field.responseKey;
    return {
      key,
      prefix: `${index === 0 ? '' : ','}${JSON.stringify(key)}:`,
      read: reader(field.planKeys),
      write: fieldWriter(schema, type, field),
    };
  });
  return (value, projection) => {
    let text = '{';
    for (const field of fields) {
      const before = projection.violations.length;
      const part = field.write(field.read(value), projection);
      if (projection.violations.length !== before) addToPaths(projection, before, field.key);
      if (part === undefined) return undefined;
      text += field.prefix + part;
    }
    return `${text}}`;
  };
}

/** Where one field was asked under several keys, what came under each belongs together. */
function reader(planKeys: readonly string[]): (object: JsonObject) => unknown {
  const [key = '', ...others] = planKeys;
  if (others.length > 0) {
    return (object) => {
      const joined: JsonObject = {};
      for (const each of planKeys) mergeInto(joined, { value: clone(object[each]) });
      return joined.value;
    };
  }
  if (key in Object.prototype) return (object) => (Object.hasOwn(object, key) ? object[key] : undefined);
  return (object) => object[key];
}

function fieldWriter(schema: GraphQLSchema, type: GraphQLCompositeType, field: CollectedField): Writer {
  const owner = `${type.name}.${field.name}`;
  if (field.type !== undefined) return outputWriter(schema, field.type, field, owner);
  if (field.name !== '__typename')
    return (_value, projection) => projection.introspection.get(field.responseKey) ?? NULL;
  if (isObjectType(type)) {
    const text = JSON.stringify(type.name);
    return () => text;
  }
  return (_value, projection) => {
    projection.violations.push({ reversedPath: [], field: owner });
    return undefined;
  };
}

function reject(projection: Projection, field: string): typeof NULL {
  projection.violations.push({ reversedPath: [], field });
  return NULL;
}

function addToPaths(projection: Projection, from: number, key: string | number): void {
  for (let index = from; index < projection.violations.length; index += 1) {
    projection.violations[index]?.reversedPath.push(key);
  }
}
