import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, ROLES, type Role } from '../kernel/caller.ts';
import { members } from '../subgraphs/members/index.ts';
import { type TestKernel, testKernel } from './harness/kernel.ts';
import { anonymous, type TestSubgraph, testSubgraphs, user } from './harness/subgraph.ts';

/** Names of fields that hold a number or address by which a person is reached or identified. */
const PERSONAL = /^(telephone|phone|mobile|email|identityNumber|idNumber|idCard|passport|bankAccount|username|login)$/;

/**
 * Every such field of an output type, and why it may be read: `masked` by role (tested below for each role), `published` on purpose by a unit about a contact
 * person (erased by redactPersonalText), `gated` by its parent, which only the asker and staff get.
 */
const KNOWN: Readonly<Record<string, 'masked' | 'published' | 'gated'>> = {
  'members Account.telephone': 'masked',
  'members Account.email': 'masked',
  'members Account.username': 'masked',
  'members Contact.telephone': 'published',
  'members Contact.email': 'published',
  'instruments Contact.telephone': 'published',
  'instruments Contact.email': 'published',
  'services Contact.telephone': 'published',
  'services Contact.email': 'published',
  'services InquiryContact.telephone': 'gated',
  'services InquiryContact.email': 'gated',
};

function personalFields(): readonly string[] {
  const folder = new URL('../schema/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql') && name !== 'supergraph.graphql');
  return files.flatMap((file) => {
    const { definitions } = parse(readFileSync(new URL(file, folder), 'utf8'));
    const types = definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION ? [node] : [],
    );
    return types.flatMap(({ name, fields = [] }) =>
      fields
        .filter((field) => PERSONAL.test(field.name.value))
        .map((field) => `${file.replace('.graphql', '')} ${name.value}.${field.name.value}`),
    );
  });
}

test('every field with a number or address of a person is known, and its reason stands here', () => {
  expect(personalFields().toSorted()).toEqual(Object.keys(KNOWN).toSorted());
});

const UNIT = 'mdj:unit:college';
const ID = 'mdj:account:liu';
const whole = { telephone: '13800138000', email: 'liu@example.cn', username: 'liu' };
const masked = { telephone: '138****8000', email: 'l***@example.cn', username: null };

/** Roles that see whole accounts, where their path covers the account's. */
const OVERSEE: ReadonlySet<Role> = new Set(['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'UNIT_ADMINISTRATOR']);

describe('an account', () => {
  let platform: TestKernel;
  let graph: TestSubgraph;
  beforeAll(async () => {
    platform = await testKernel();
    [graph] = (await testSubgraphs(platform, [members])) as [TestSubgraph];
    await platform.kernel.connection.collection<{ _id: string }>('members_accounts').insertOne({
      _id: ID,
      ...whole,
      name: '刘老师',
      home: 'mdj',
      unitId: UNIT,
      grants: [],
      disabled: false,
      locale: 'zh',
      registration: null,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      version: 1,
    } as never);
  });
  afterAll(() => platform.close());

  const fieldsOf = async (caller: Caller): Promise<unknown> => {
    const names = Object.keys(KNOWN).flatMap((one) => one.split('members Account.')[1] ?? []);
    const document = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { ${names.join(' ')} } } }`;
    const { _entities } = await graph.run(caller, document, { r: [{ __typename: 'Account', id: ID }] });
    return _entities[0];
  };

  describe.each(ROLES)('to a %s', (role) => {
    test.each([
      ['of the platform', ['mdj'], OVERSEE.has(role)],
      ['of the same unit', ['mdj', UNIT], OVERSEE.has(role)],
      ['of the unit’s laboratory', ['mdj', UNIT, 'mdj:laboratory:a'], false],
      ['of another unit', ['mdj', 'mdj:unit:other'], false],
      ['of a partner', ['hlj'], false],
    ] as const)('%s', async (_, path, sees) => {
      expect(await fieldsOf(user('reader', role, path))).toEqual(sees ? whole : masked);
    });
  });

  test('is whole to its holder, masked to who has no account', async () => {
    expect(await fieldsOf(user('liu', 'INDIVIDUAL', ['mdj']))).toEqual(whole);
    expect(await fieldsOf(anonymous())).toEqual(masked);
  });
});
