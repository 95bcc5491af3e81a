import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlatformGateway } from '../platform-gateway.ts';
import { separateTypes } from './separate.ts';
import { ask, startGateway, type TestSubgraph } from './test-gateway.ts';

const kinds: Readonly<Record<string, string>> = { b: 'Book', f: 'Film', r: 'Record' };
const medium = (id: string) => ({ __typename: kinds[id], id, title: `title ${id}` });

const library: TestSubgraph = {
  sdl: /* GraphQL */ `
    type Query { shelf: [Media!]! found: [Found!]! }
    union Found = Book | Record
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String }
    type Film implements Media @key(fields: "id") { id: ID! title: String }
    type Record implements Media @key(fields: "id") { id: ID! title: String }
  `,
  resolvers: {
    Media: {
      __resolveReference: ({ id }: { id: string }) => medium(id),
    },
    Query: { shelf: () => ['b', 'f', 'r'].map(medium), found: () => ['b', 'r'].map(medium) },
  },
};

const opinions: TestSubgraph = {
  sdl: /* GraphQL */ `
    type Query { discussed(id: ID!): Media latest: [Media!]! }
    type Media @interfaceObject @key(fields: "id") { id: ID! marks(first: Int): [Mark!]! grade: Int! note: String }
    type Mark { text: String by: String of: Media }
  `,
  resolvers: {
    Query: {
      discussed: (_: unknown, { id }: { id: string }) => ({ id }),
      latest: () => Object.keys(kinds).map((id) => ({ id })),
    },
    Media: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      marks: ({ id }: { id: string }) => [{ text: `mark ${id}`, by: 'somebody', of: { id } }],
      grade: ({ id }: { id: string }) => {
        if (id === 'f') throw new Error('no grade for films');
        return 7;
      },
      note: ({ id }: { id: string }) => `note ${id}`,
    },
  },
};

describe('fields of an interface object that may not be null, under type conditions', () => {
  let gateway: PlatformGateway;
  beforeAll(async () => {
    gateway = await startGateway({ library, opinions });
  });
  afterAll(() => gateway.stop());

  it('are asked for each type, though the planner merges the lookups of all types into one', async () => {
    const query = `query($id: ID!) { discussed(id: $id) {
      ... on Record { marks { text } } ... on Film { marks { by } } ... on Book { marks(first: 1) { of { id } } }
    } }`;
    const answers = await Promise.all(['r', 'f', 'b'].map((id) => ask(gateway, query, { id })));
    expect(answers.map(({ data }) => data)).toEqual([
      { discussed: { marks: [{ text: 'mark r' }] } },
      { discussed: { marks: [{ by: 'somebody' }] } },
      { discussed: { marks: [{ of: { id: 'b' } }] } },
    ]);
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
  });

  it('take nothing of another type along when they fail', async () => {
    const { data, errors } = await ask(
      gateway,
      '{ latest { title ... on Record { grade } ... on Film { marks { text } } ... on Book { grade note } } }',
    );
    expect(data).toEqual({
      latest: [
        { title: 'title b', grade: 7, note: 'note b' },
        { title: 'title f', marks: [{ text: 'mark f' }] },
        { title: 'title r', grade: 7 },
      ],
    });
    expect(errors).toBeUndefined();
  });

  it('include keys under another name', async () => {
    const { data } = await ask(
      gateway,
      '{ discussed(id: "r") { ... on Record { other: id note } ... on Film { id grade } } }',
    );
    expect(data).toEqual({ discussed: { other: 'r', note: 'note r' } });
  });

  it('are asked for each type below a union too', async () => {
    const { data } = await ask(
      gateway,
      `{ found { ... on Book { marks { text } note } ... on Record { marks { by } grade } }
        discussed(id: "f") { ... on Book { note } } }`,
    );
    expect(data).toEqual({
      found: [
        { marks: [{ text: 'mark b' }], note: 'note b' },
        { marks: [{ by: 'somebody' }], grade: 7 },
      ],
      discussed: {},
    });
  });

  it('keep the fragments that the planner gave their fetch', async () => {
    const { data, errors } = await ask(
      gateway,
      `{ discussed(id: "r") {
        ... on Record { marks { text of { title note } } others: marks(first: 2) { of { title note } } note }
        ... on Film { marks { by } }
      } }`,
    );
    const of = { title: 'title r', note: 'note r' };
    expect({ data, errors }).toEqual({
      data: { discussed: { marks: [{ text: 'mark r', of }], others: [{ of }], note: 'note r' } },
      errors: undefined,
    });
  });

  it('leave a plan alone that has none', () => {
    const plan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: [] } } as const;
    expect(
      separateTypes({ ...plan, node: { kind: 'Sequence', nodes: [] } }, new Map(), { interfaceObjects: new Map() }),
    ).toEqual(plan);
  });
});
