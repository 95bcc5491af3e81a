import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ANONYMOUS,
  ask,
  FEDERATION,
  startGateway,
  type TestSubgraph,
  testContext,
  testIdentity,
} from '../executor/test-gateway.ts';
import type { PlatformGateway } from '../platform-gateway.ts';
import { readAccessRules } from './rules.ts';

const staff: TestSubgraph = {
  sdl: /* GraphQL */ `
    type Query {
      me: Employee
      anyone: Person
      audit: [String!] @access(anyOf: ["auditor", "admin"])
      visits: Int
    }
    type Mutation {
      open: Int @access(anyOf: ["public"])
      mine: Int @access(anyOf: ["user"])
      forgotten: Int
    }
    interface Person { id: ID! name: String pay: Int }
    type Employee implements Person @key(fields: "id") {
      id: ID!
      name: String @shareable
      pay: Int @access(anyOf: ["payroll"]) @shareable
      grade: Int @access(anyOf: ["payroll"])
      vault: Vault
    }
    type Guest implements Person @key(fields: "id") { id: ID! name: String pay: Int }
    type Vault @access(anyOf: ["admin"]) { code: Int }
  `,
  resolvers: {
    Query: {
      me: () => ({ id: '1' }),
      anyone: () => ({ __typename: 'Guest', id: '2' }),
      audit: () => ['row'],
      visits: () => 3,
    },
    Mutation: { open: () => 1, mine: () => 2, forgotten: () => 3 },
    Employee: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name: () => 'Li',
      pay: () => 100,
      grade: () => 7,
      vault: () => ({ code: 9 }),
    },
    Guest: { name: () => 'Wang', pay: () => 0 },
  },
};

const partnerReads = (payload: string): TestSubgraph => ({
  origin: 'partner',
  sdl: payload,
  resolvers: {
    Employee: {
      __resolveReference: (reference: object) => reference,
      pay: () => 1,
      grade: () => 1,
      bonus: (employee: { pay?: number; grade?: number }) => (employee.pay ?? 0) + (employee.grade ?? 0),
    },
    Query: { backdoor: () => ({ id: '1' }) },
  },
});

describe('rules of the owners, on the operation', () => {
  let gateway: PlatformGateway;
  beforeAll(async () => {
    gateway = await startGateway({ staff });
  });
  afterAll(() => gateway.stop());

  const may = (source: string, scopes: readonly string[] = []) =>
    ask(gateway, source, {}, testContext(testIdentity(scopes)));

  it('lets open fields through', async () => {
    expect(await ask(gateway, '{ visits me { name } }', {}, testContext(ANONYMOUS))).toEqual({
      data: { visits: 3, me: { name: 'Li' } },
    });
  });

  it.each([
    ['a field', '{ me { pay } }', 'payroll'],
    ['a field by alias', '{ me { other: pay } }', 'payroll'],
    ['a field in a fragment', '{ me { ...F } } fragment F on Employee { pay }', 'payroll'],
    ['a root field with several scopes', '{ audit }', 'admin'],
    ['any field of a type', '{ me { vault { code } } }', 'admin'],
    ['an interface field that one of its types protects', '{ anyone { pay } }', 'payroll'],
  ])('refuses %s without a scope and allows it with one', async (_what, source, scope) => {
    await expect(may(source)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask(gateway, source, {}, testContext(ANONYMOUS))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await may(source, [scope])).errors).toBeUndefined();
  });

  it('refuses a mutation that has no rule, whoever asks', async () => {
    await expect(may('mutation { forgotten }', ['admin', 'payroll'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(may('mutation { open forgotten }', ['admin'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('knows public and user', async () => {
    expect(await ask(gateway, 'mutation { open }', {}, testContext(ANONYMOUS))).toEqual({ data: { open: 1 } });
    await expect(ask(gateway, 'mutation { mine }', {}, testContext(ANONYMOUS))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await may('mutation { mine }')).toEqual({ data: { mine: 2 } });
  });

  it('asks for nothing that @skip and @include leave out', async () => {
    const source = 'query ($full: Boolean!) { me { name pay @include(if: $full) } }';
    expect(await ask(gateway, source, { full: false })).toEqual({ data: { me: { name: 'Li' } } });
    await expect(ask(gateway, source, { full: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('does not let a cached plan serve the wrong caller', async () => {
    expect(await may('{ me { name pay } }', ['payroll'])).toEqual({ data: { me: { name: 'Li', pay: 100 } } });
    await expect(may('{ me { name pay } }')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('never shares an execution between identities', async () => {
    const source = 'query Shared { me { name pay } }';
    const [allowed, refused] = await Promise.allSettled([may(source, ['payroll']), may(source)]);
    expect(allowed.status).toBe('fulfilled');
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'FORBIDDEN' } });
  });
});

describe('attacks by composition', () => {
  const cases: readonly [string, TestSubgraph, string][] = [
    [
      'a partner that shares the field without its rule',
      partnerReads(
        'type Employee @key(fields: "id") { id: ID! pay: Int @shareable } type Query { backdoor: Employee }',
      ),
      '{ backdoor { pay } }',
    ],
    [
      'a partner that takes the field over',
      partnerReads(
        'type Employee @key(fields: "id") { id: ID! grade: Int @override(from: "staff") } type Query { backdoor: Employee }',
      ),
      '{ me { grade } }',
    ],
    [
      'a partner whose field has the gateway hand it the protected one',
      partnerReads(
        'type Employee @key(fields: "id") { id: ID! grade: Int @external bonus: Int @requires(fields: "grade") } type Query { backdoor: Employee }',
      ),
      '{ me { bonus } }',
    ],
    [
      'a partner that gives the field an open rule of its own',
      partnerReads(
        'type Employee @key(fields: "id") { id: ID! pay: Int @shareable @access(anyOf: ["public"]) } type Query { backdoor: Employee }',
      ),
      '{ backdoor { pay } }',
    ],
  ];

  it.each(cases)('%s', async (_what, partner, source) => {
    const gateway = await startGateway({ staff, partner });
    try {
      await expect(ask(gateway, source)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const { data, errors } = await ask(gateway, source, {}, testContext(testIdentity(['payroll'])));
      expect(errors).toBeUndefined();
      expect(data).not.toBeNull();
    } finally {
      await gateway.stop();
    }
  });

  it('a partner can not lock the platform out of its own field', () => {
    const rules = readAccessRules([
      { name: 'staff', sdl: FEDERATION + staff.sdl, origin: 'core' },
      {
        name: 'partner',
        origin: 'partner',
        sdl: `${FEDERATION} type Employee @key(fields: "id") { id: ID! name: String @shareable @access(anyOf: ["nobody"]) own: Int @access(anyOf: ["guest"]) }`,
      },
    ]);
    expect(rules.forField('Employee', 'name')).toEqual([]);
    expect(rules.forField('Employee', 'own')).toEqual([{ anyOf: ['guest'] }]);
  });

  it('a field of an interface object carries its rule to every type', async () => {
    const gateway = await startGateway({
      media: {
        sdl: 'type Query { book: Book } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }',
        resolvers: { Query: { book: () => ({ id: '1' }) }, Media: { __resolveType: () => 'Book' } },
      },
      notes: {
        sdl: 'type Media @interfaceObject @key(fields: "id") { id: ID! note: String @access(anyOf: ["librarian"]) }',
        resolvers: { Media: { __resolveReference: (media: object) => media, note: () => 'n' } },
      },
    });
    try {
      await expect(ask(gateway, '{ book { note } }')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await ask(gateway, '{ book { note } }', {}, testContext(testIdentity(['librarian'])))).toEqual({
        data: { book: { note: 'n' } },
      });
    } finally {
      await gateway.stop();
    }
  });
});
