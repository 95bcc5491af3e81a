/**
 * Data without a database: every value is a function of the entity, the field and the arguments, so that any subgraph, and a single
 * merged schema, give the same answer to the same question. Some values are null and some resolvers throw, on purpose.
 */

/** An object of the graph as resolvers pass it around. */
export interface Thing {
  readonly __typename: string;
  /** The concrete type where `__typename` is an interface seen as an object (`@interfaceObject`). */
  readonly $concrete: string;
  /** Entities: a number. Value objects: where they were found. */
  readonly $id: string;
  /** What the gateway sent with it, for fields that `@requires` something. */
  readonly $representation?: Readonly<Record<string, unknown>>;
  /** For mutations: how many had run before. */
  readonly $order?: number;
}

export interface Question {
  /** Concrete type. */
  readonly type: string;
  readonly id: string;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What `@requires` brought, in a fixed order. */
  readonly required?: unknown;
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 0;
}

export function hashOf(question: Question, salt: string): number {
  const { type, id, field, args, required } = question;
  return hash(`${salt}|${type}|${id}|${field}|${canonical(args)}|${required === undefined ? '' : canonical(required)}`);
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, entry]) => `${key}:${canonical(entry)}`)
    .join(',')}}`;
}

const ENTITIES_PER_TYPE = 4;
const KEY = /^([A-Za-z_]\w*)~(\w+)~(\d+)$/;

/** A key field's value: tells which entity it belongs to. */
export function keyValue(field: string, type: string, id: string): string {
  return `${field}~${type}~${id}`;
}

/** The entity that a representation names by any of its keys. */
export function entityOf(representation: Readonly<Record<string, unknown>>): Thing | undefined {
  const typename = String(representation.__typename);
  for (const value of Object.values(representation)) {
    const match = typeof value === 'string' ? KEY.exec(value) : null;
    const [, , concrete, id] = match ?? [];
    if (concrete !== undefined && id !== undefined) {
      return { __typename: typename, $concrete: concrete, $id: id, $representation: representation };
    }
  }
  return undefined;
}

export function pickEntityId(question: Question, salt: string): string {
  return String(hashOf(question, `entity${salt}`) % ENTITIES_PER_TYPE);
}

export function pickOne<T>(candidates: readonly T[], question: Question, salt: string): T | undefined {
  return candidates[hashOf(question, `pick${salt}`) % Math.max(1, candidates.length)];
}
