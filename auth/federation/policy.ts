import { AuthError } from '../errors.ts';

/** Metadata policy of one statement: metadata type → parameter → operator → value (OpenID Federation 1.0 §6.1). */
export type MetadataPolicy = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
type Rules = Readonly<Record<string, unknown>>;
type Metadata = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** §6.1.3.1: the operators that we know; an unknown one is an error, never ignored (we treat all as critical). */
const OPERATORS: ReadonlySet<string> = new Set([
  'value',
  'add',
  'default',
  'one_of',
  'subset_of',
  'superset_of',
  'essential',
]);

function refuse(message: string): AuthError {
  return new AuthError('CHAIN_INVALID', `metadata policy: ${message}`);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** §6.1.3.1: how a superior's and a subordinate's value of one operator become one. A conflict invalidates the chain. */
const MERGE: Readonly<Record<string, (above: unknown, below: unknown) => unknown>> = {
  value: equalOrRefuse,
  default: equalOrRefuse,
  add: union,
  superset_of: union,
  one_of: intersectionOrRefuse,
  subset_of: (above, below) => list(above).filter((item) => list(below).includes(item)),
  essential: (above, below) => above === true || below === true,
};

function equalOrRefuse(above: unknown, below: unknown): unknown {
  if (!same(above, below)) throw refuse('two superiors want different values');
  return above;
}

function union(above: unknown, below: unknown): unknown {
  return [...new Set([...list(above), ...list(below)])];
}

function intersectionOrRefuse(above: unknown, below: unknown): unknown {
  const both = list(above).filter((item) => list(below).includes(item));
  if (both.length === 0) throw refuse('nothing is left of one_of');
  return both;
}

/** The policies of a chain as one, from the anchor down (§6.1.4.1). */
export function mergePolicies(fromAnchorDown: readonly MetadataPolicy[]): MetadataPolicy {
  const merged: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const policy of fromAnchorDown) {
    for (const [type, parameters] of Object.entries(policy)) {
      for (const [parameter, rules] of Object.entries(parameters)) {
        merged[type] ??= {};
        merged[type][parameter] = mergeRules(merged[type][parameter], rules);
      }
    }
  }
  return merged;
}

function mergeRules(above: Rules | undefined, below: Rules): Record<string, unknown> {
  const result: Record<string, unknown> = { ...above };
  for (const [operator, value] of Object.entries(below)) {
    const merge = MERGE[operator];
    if (!merge || !OPERATORS.has(operator)) throw refuse(`unknown operator ${operator}`);
    result[operator] = operator in result ? merge(result[operator], value) : value;
  }
  return result;
}

/** The metadata as the policy leaves it (§6.1.4.2). @throws {AuthError} CHAIN_INVALID when it does not comply */
export function applyPolicy(metadata: Metadata, policy: MetadataPolicy): Metadata {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [type, parameters] of Object.entries(metadata)) {
    result[type] = { ...parameters };
    for (const [parameter, rules] of Object.entries(policy[type] ?? {})) {
      const value = applyRules(parameter, parameters[parameter], rules);
      if (value === undefined) delete result[type][parameter];
      else result[type][parameter] = value;
    }
  }
  return result;
}

/** §6.1.3.1: modifiers first (value, add, default), then checks. */
function applyRules(name: string, given: unknown, rules: Rules): unknown {
  let value = given;
  if ('value' in rules) {
    // Stricter than §6.1.3.1.1, which overwrites: a platform that says something else is not believed at all.
    if (given !== undefined && !same(given, rules.value)) throw refuse(`${name} is not ${JSON.stringify(rules.value)}`);
    value = rules.value ?? undefined;
  }
  if ('add' in rules) value = union(value === undefined ? [] : value, rules.add);
  if (value === undefined && 'default' in rules) value = rules.default;
  if (value === undefined) {
    if (rules.essential === true) throw refuse(`${name} is missing`);
    return undefined;
  }
  if ('one_of' in rules && !list(rules.one_of).some((item) => same(item, value)))
    throw refuse(`${name} is not allowed`);
  if ('subset_of' in rules) value = list(value).filter((item) => list(rules.subset_of).some((one) => same(one, item)));
  if ('superset_of' in rules && !list(rules.superset_of).every((item) => list(value).includes(item)))
    throw refuse(`${name} lacks a value`);
  if (rules.essential === true && Array.isArray(value) && value.length === 0) throw refuse(`${name} is empty`);
  return value;
}
