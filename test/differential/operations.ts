import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Decisions read from a tape of bytes, so that fast-check can shrink an operation by shortening the tape: past its end every
 * answer is the simplest one.
 */
class Tape {
  #at = 0;
  readonly #bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  below(limit: number): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte % limit;
  }

  oneIn(count: number): boolean {
    return !this.ended && this.below(count) === count - 1;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

interface Drafting {
  readonly schema: GraphQLSchema;
  readonly tape: Tape;
  readonly variables: Map<string, { readonly type: string; readonly value: unknown; readonly fallback: string }>;
  readonly fragments: string[];
  budget: number;
}

const MAX_DEPTH = 6;

/** An operation that the schema allows, but for fields in conflict (validation finds those; few). */
export function generateOperation(schema: GraphQLSchema, bytes: readonly number[]): GeneratedOperation {
  const tape = new Tape(bytes);
  const drafting: Drafting = { schema, tape, variables: new Map(), fragments: [], budget: 70 };
  const mutation = schema.getMutationType();
  const isMutation = mutation != null && tape.below(4) === 3;
  const root = isMutation ? mutation : schema.getQueryType();
  if (root == null) throw new Error('a schema without Query');
  const body = selectionSet(drafting, root, 0);
  const definitions = [...drafting.variables].map(([name, { type, fallback }]) => `$${name}: ${type}${fallback}`);
  const signature = definitions.length === 0 ? '' : `(${definitions.join(', ')})`;
  const text = [`${isMutation ? 'mutation' : 'query'} Generated${signature} ${body}`, ...drafting.fragments].join('\n');
  const given = [...drafting.variables].filter(([, { value }]) => value !== undefined);
  return { text, variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])) };
}

function selectionSet(drafting: Drafting, type: GraphQLCompositeType, depth: number): string {
  const { tape } = drafting;
  const parts: string[] = [];
  const count = 1 + tape.below(depth === 0 ? 3 : 4);
  for (let index = 0; index < count; index += 1) {
    drafting.budget -= 1;
    if (index > 0 && (drafting.budget <= 0 || tape.ended)) break;
    parts.push(selection(drafting, type, depth));
  }
  return `{ ${parts.join(' ')} }`;
}

function selection(drafting: Drafting, type: GraphQLCompositeType, depth: number): string {
  const { tape, schema } = drafting;
  if (tape.oneIn(12)) return tape.oneIn(2) ? `kind_${depth}: __typename` : '__typename';
  const wantsFragment = isAbstractType(type) ? tape.below(2) === 1 : tape.oneIn(8);
  if (wantsFragment && depth < MAX_DEPTH) return fragment(drafting, type, depth);
  const all = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = all.filter((candidate) => depth < MAX_DEPTH || !isCompositeType(getNamedType(candidate.type)));
  if (fields.length === 0) {
    const isDeep = depth >= MAX_DEPTH || drafting.budget <= 0;
    return isDeep || !isAbstractType(type) || schema.getPossibleTypes(type).length === 0
      ? '__typename'
      : fragment(drafting, type, depth);
  }
  return field(drafting, tape.pick(fields), depth);
}

function fragment(drafting: Drafting, type: GraphQLCompositeType, depth: number): string {
  const { tape, schema } = drafting;
  const overlapping = possible(schema, type).flatMap((name) => {
    const object = schema.getType(name);
    return isObjectType(object) ? [object.name, ...object.getInterfaces().map((parent) => parent.name)] : [];
  });
  const condition = tape.pick([type.name, ...new Set(overlapping)]);
  const on = schema.getType(condition);
  const inner = selectionSet(drafting, isCompositeType(on) ? on : type, depth + 1);
  const directive = conditional(drafting);
  if (tape.oneIn(3)) {
    const name = `F${drafting.fragments.length}`;
    drafting.fragments.push(`fragment ${name} on ${condition} ${inner}`);
    return `...${name}${directive}`;
  }
  return condition === type.name && tape.oneIn(3)
    ? `...${directive} ${inner}`
    : `... on ${condition}${directive} ${inner}`;
}

function possible(schema: GraphQLSchema, type: GraphQLCompositeType): readonly string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

function field(drafting: Drafting, chosen: GraphQLField<unknown, unknown>, depth: number): string {
  const { tape } = drafting;
  const args = chosen.args.flatMap((argument) => {
    const isOptional = !isNonNullType(argument.type) || argument.defaultValue !== undefined;
    if (isOptional && !tape.oneIn(2)) return [];
    return [`${argument.name}: ${argumentValue(drafting, argument.type)}`];
  });
  const call = args.length === 0 ? chosen.name : `${chosen.name}(${args.join(', ')})`;
  const alias = args.length > 0 ? `${chosen.name}_${checksum(call)}: ` : tape.oneIn(10) ? `other_${chosen.name}: ` : '';
  const named = getNamedType(chosen.type);
  const directive = conditional(drafting);
  return `${alias}${call}${directive}${isCompositeType(named) ? ` ${selectionSet(drafting, named, depth + 1)}` : ''}`;
}

function conditional(drafting: Drafting): string {
  const { tape } = drafting;
  if (!tape.oneIn(9)) return '';
  const name = tape.oneIn(2) ? 'skip' : 'include';
  if (tape.oneIn(3)) return ` @${name}(if: ${tape.oneIn(2)})`;
  const variable = `if${tape.below(3)}`;
  if (!drafting.variables.has(variable)) {
    const isGiven = tape.below(3) > 0;
    drafting.variables.set(variable, {
      type: 'Boolean!',
      value: isGiven ? tape.oneIn(2) : undefined,
      fallback: isGiven ? '' : ` = ${tape.oneIn(2)}`,
    });
  }
  return ` @${name}(if: $${variable})`;
}

function argumentValue(drafting: Drafting, type: GraphQLInputType): string {
  const { tape } = drafting;
  const literal = literalOf(drafting, type, 0);
  if (!tape.oneIn(2)) return literal.text;
  const name = `v${drafting.variables.size}`;
  drafting.variables.set(name, { type: type.toString(), value: literal.value, fallback: '' });
  return `$${name}`;
}

interface Literal {
  readonly text: string;
  readonly value: unknown;
}

function literalOf(drafting: Drafting, type: GraphQLInputType, depth: number): Literal {
  const { tape } = drafting;
  if (isNonNullType(type)) return literalOf(drafting, type.ofType as GraphQLInputType, depth);
  if (isListType(type)) {
    const entries = Array.from({ length: tape.below(3) }, () =>
      literalOf(drafting, type.ofType as GraphQLInputType, depth),
    );
    const fixed = isNonNullType(type.ofType) ? entries.filter(({ value }) => value !== null) : entries;
    return { text: `[${fixed.map(({ text }) => text).join(', ')}]`, value: fixed.map(({ value }) => value) };
  }
  if (isEnumType(type)) {
    const { name } = tape.pick(type.getValues());
    return { text: name, value: name };
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (candidate) => isNonNullType(candidate.type) || (depth < 2 && tape.oneIn(2)),
    );
    const entries = fields.map((candidate) => ({
      name: candidate.name,
      ...literalOf(drafting, candidate.type, depth + 1),
    }));
    return {
      text: `{${entries.map(({ name, text }) => `${name}: ${text}`).join(', ')}}`,
      value: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    };
  }
  return scalar(tape, type.name);
}

function scalar(tape: Tape, name: string): Literal {
  const number = tape.below(5);
  if (name === 'Int' || name === 'Minutes' || name === 'Fen') return { text: `${number}`, value: number };
  if (name === 'Float') return { text: `${number}.5`, value: number + 0.5 };
  if (name === 'Boolean') return { text: `${number > 2}`, value: number > 2 };
  const text = ['a', 'kg', '', '牡丹 "quoted"', 'back\\slash'][number] ?? 'a';
  return { text: JSON.stringify(text), value: text };
}

function checksum(text: string): string {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return sum.toString(36);
}
