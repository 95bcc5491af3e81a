/** The part of JSON Schema (2020-12) that the project’s own contracts use; a test fails when a contract uses another keyword. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Where a value does not fit, and why: `records.3.data.start does not match …`. */
export type Mismatch = string;

/**
 * What of a value does not fit a schema, at most ten mismatches. Members that the schema does not name are mismatches too, so that a misspelt
 * field is told rather than lost. Cost: one pass over the value.
 */
export function mismatches(schema: JsonSchema, value: unknown, root: JsonSchema = schema): readonly Mismatch[] {
  const found: Mismatch[] = [];
  check(schema, value, '', root, found);
  return found.slice(0, 10);
}

function check(schema: JsonSchema, value: unknown, path: string, root: JsonSchema, found: Mismatch[]): void {
  if (found.length >= 10) return;
  const target = schema.$ref ? resolved(schema.$ref, root) : schema;
  const wrong = misfit(target, value);
  if (wrong) found.push(`${path || 'the value'} ${wrong}`);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (target.items) check(target.items, item, joined(path, String(index)), root, found);
  } else if (isObject(value) && target.properties) checkMembers(target, value, path, root, found);
}

function checkMembers(schema: JsonSchema, value: object, path: string, root: JsonSchema, found: Mismatch[]): void {
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) found.push(`${joined(path, name)} is missing`);
  for (const [name, member] of Object.entries(value)) {
    const expected = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
    if (expected) check(expected, member, joined(path, name), root, found);
    else found.push(`${joined(path, name)} is not known`);
  }
}

/** Why a value itself does not fit, its members aside; null when it does. */
function misfit(schema: JsonSchema, value: unknown): string | null {
  if (schema.enum && !schema.enum.includes(value)) return `is not one of ${schema.enum.join(', ')}`;
  if (schema.type && !hasType(schema.type, value)) return `is not of type ${schema.type}`;
  if (typeof value === 'string') return misfitText(schema, value);
  if (typeof value === 'number') return misfitNumber(schema, value);
  if (Array.isArray(value) && value.length > (schema.maxItems ?? Number.MAX_SAFE_INTEGER))
    return `has more than ${schema.maxItems} items`;
  return null;
}

function misfitText(schema: JsonSchema, value: string): string | null {
  if (value.length > (schema.maxLength ?? Number.MAX_SAFE_INTEGER)) return `is longer than ${schema.maxLength}`;
  return schema.pattern && !new RegExp(schema.pattern, 'u').test(value) ? `does not match ${schema.pattern}` : null;
}

function misfitNumber(schema: JsonSchema, value: number): string | null {
  if (value < (schema.minimum ?? -Infinity)) return `is below ${schema.minimum}`;
  return value > (schema.maximum ?? Infinity) ? `is above ${schema.maximum}` : null;
}

function hasType(type: NonNullable<JsonSchema['type']>, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolved(ref: string, root: JsonSchema): JsonSchema {
  const target = root.$defs?.[ref.replace('#/$defs/', '')];
  if (!target) throw new Error(`the schema has no ${ref}`);
  return target;
}

function joined(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}
