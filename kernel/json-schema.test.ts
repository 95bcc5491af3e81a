import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type JsonSchema, mismatches } from './json-schema.ts';

const schema: JsonSchema = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: ['a', 'b'] },
    text: { type: 'string', maxLength: 3, pattern: '^x' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    flag: { type: 'boolean' },
    list: { type: 'array', maxItems: 2, items: { $ref: '#/$defs/item' } },
  },
  $defs: { item: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
};

it('accepts what fits', () => {
  expect(mismatches(schema, { kind: 'a', text: 'xy', count: 5, flag: false, list: [{ id: '1' }] })).toEqual([]);
});

it.each([
  [null, 'the value is not of type object'],
  [[], 'the value is not of type object'],
  [{}, 'kind is missing'],
  [{ kind: 'c' }, 'kind is not one of a, b'],
  [{ kind: 'a', text: 'xxxx' }, 'text is longer than 3'],
  [{ kind: 'a', text: 'yx' }, 'text does not match ^x'],
  [{ kind: 'a', count: 0 }, 'count is below 1'],
  [{ kind: 'a', count: 6 }, 'count is above 5'],
  [{ kind: 'a', count: 1.5 }, 'count is not of type integer'],
  [{ kind: 'a', flag: 'true' }, 'flag is not of type boolean'],
  [{ kind: 'a', list: [{ id: '1' }, { id: '2' }, { id: '3' }] }, 'list has more than 2 items'],
  [{ kind: 'a', list: [{ id: '1' }, {}] }, 'list.1.id is missing'],
  [{ kind: 'a', other: 1 }, 'other is not known'],
  [JSON.parse('{"kind": "a", "__proto__": 1}'), '__proto__ is not known'],
])('tells what does not fit: %j', (value, mismatch) => {
  expect(mismatches(schema, value)).toEqual([mismatch]);
});

it('tells ten mismatches at most', () => {
  const many = { kind: 'a', ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`u${index}`, 1])) };
  expect(mismatches(schema, many)).toHaveLength(10);
});

it('interprets every keyword of the published contract', () => {
  const known = [
    'type',
    'required',
    'properties',
    'items',
    'enum',
    'pattern',
    'maxLength',
    'maxItems',
    'minimum',
    'maximum',
    '$ref',
    '$defs',
    '$schema',
    '$id',
    'title',
    'description',
  ];
  const contract = JSON.parse(readFileSync(new URL('../schema/report/v1.schema.json', import.meta.url), 'utf8'));
  const keywords = (node: JsonSchema): string[] => [
    ...Object.keys(node),
    ...Object.values(node.properties ?? {}).flatMap(keywords),
    ...Object.values(node.$defs ?? {}).flatMap(keywords),
    ...(node.items ? keywords(node.items) : []),
  ];
  expect(keywords(contract).filter((keyword) => !known.includes(keyword))).toEqual([]);
});
