import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, type GraphQLSchema, isInputObjectType, parse, validate } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { TRANSLATIONS } from './mutations.ts';
import { OWN_DOCUMENTS } from './own-graph.ts';
import { payloadSelection } from './payload-selection.ts';
import { MUTATIONS, QUERIES } from './resolvers.ts';

let api: GraphQLSchema;
const contract = buildSchema(readFileSync(new URL('../../schema/partner/v1.graphql', import.meta.url), 'utf8'));

beforeAll(() => {
  const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  api = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
});

test('every field of the contract has a resolver, and no other', () => {
  expect(Object.keys(QUERIES).sort()).toEqual(Object.keys(contract.getQueryType()?.getFields() ?? {}).sort());
  expect(Object.keys(MUTATIONS).sort()).toEqual(Object.keys(contract.getMutationType()?.getFields() ?? {}).sort());
});

test.each(Object.entries(OWN_DOCUMENTS))('what the endpoint reads of %s is in the graph', (_name, document) => {
  expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
});

test.each(Object.entries(TRANSLATIONS))('%s is an operation of the graph', (_name, translation) => {
  const selection = payloadSelection(api, translation.mutation, translation.record);
  const document = `mutation M($input: ${translation.inputType}!) { ${translation.mutation}(input: $input) { ${selection} } }`;
  expect(validate(api, parse(document)).map(({ message }) => message)).toEqual([]);
  const input = api.getType(translation.inputType);
  const known = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
  const given = translation.input({
    idempotencyKey: 'k',
    id: 'x',
    instrumentId: 'i',
    start: 's',
    end: 'e',
    samples: [{ name: 'a', quantity: 2 }],
    details: {
      forms: [],
      operator: true,
      items: [{ testItemId: 't' }],
      confidentiality: 'OPEN',
      wantedBy: '2026-03-02',
    },
  });
  expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
});

test('a refusal crosses with its details', () => {
  expect(payloadSelection(api, 'requestBooking', { field: 'booking', fields: 'id' })).toContain(
    '... on SlotTaken { __typename message nextFree { __typename start end } }',
  );
});

test('wishes in the details reach the graph, and equal samples become one line each', () => {
  const details = { items: [{ testItemId: 't1' }, { testItemId: 't2', sampleCount: 1 }], confidentiality: 'OPEN' };
  const input = TRANSLATIONS.requestTest?.input({
    idempotencyKey: 'k',
    title: 't',
    description: 'd',
    samples: [{ name: 'bar', quantity: 2 }],
    details,
  });
  expect(input).toEqual({
    idempotencyKey: 'k',
    title: 't',
    purpose: 'd',
    items: [
      { testItemId: 't1', sampleCount: null },
      { testItemId: 't2', sampleCount: 1 },
    ],
    samples: [
      { name: 'bar', note: null },
      { name: 'bar', note: null },
    ],
    confidentiality: 'OPEN',
  });
});
