import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { anonymous, user } from '../../test/harness/subgraph.ts';
import type { Caller, Role } from '../caller.ts';
import { createCollections, defineModel } from '../define-model.ts';
import { maySee, ownShared, type SharedFields, sharedFieldsSchema, visibleTo } from './shared-fields.ts';

let test: TestKernel;
beforeAll(async () => {
  test = await testKernel();
});
afterAll(() => test.close());

const units = ['mdj:unit:1', 'mdj:unit:2'];
const labs = ['lab:1', 'lab:2'];
const now = new Date('2026-03-02T00:00:00Z');
const sharing = fc.constantFrom('NOT_SHARED', 'UNIT', 'CITY', 'PROVINCE', 'NATION');
const grade = fc.constantFrom('OPEN', 'INTERNAL', 'RESTRICTED');
/** A place in one tree: a laboratory belongs to one unit. */
const place = fc.constantFrom(
  { unitId: null, labId: null },
  ...units.flatMap((unitId, index) => [
    { unitId, labId: null },
    { unitId, labId: labs[index] ?? null },
  ]),
);
const roles: readonly Role[] = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
  'RESEARCHER',
  'AUDITOR',
  'PROVINCIAL_OFFICIAL',
];
const path = fc.constantFrom(
  ['mdj'],
  ['mdj', units[0] ?? ''],
  ['mdj', units[1] ?? ''],
  ['mdj', units[0] ?? '', labs[0] ?? ''],
  ['hlj'],
);
const caller: fc.Arbitrary<Caller> = fc.oneof(
  fc.constant(anonymous()),
  fc
    .record({ role: fc.constantFrom(...roles), path, home: fc.constantFrom('mdj', 'hlj') })
    .map((one) => user('someone', one.role, one.path, { home: one.home, unitId: one.path[1] ?? null })),
);
const row = fc.record({ sharing, grade, place });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const shared = (id: string, one: Row) =>
  ownShared('mdj', id, one.place, { sharing: one.sharing, grade: one.grade } as Parameters<typeof ownShared>[3], now);

it('lets a list and a single read agree for every caller and record', async () => {
  const model = defineModel<SharedFields>(test.kernel.connection, 'test_shared', sharedFieldsSchema);
  await createCollections([model]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(caller, { minLength: 1, maxLength: 6 }),
      async (rows, callers) => {
        const records = rows.map((one, index) => shared(`mdj:thing:${index}`, one));
        await model.deleteMany({});
        await model.insertMany(records);
        for (const who of callers) {
          const listed = (await model.find(visibleTo(who, 'mdj') as never).lean()).map(({ _id }) => _id).sort();
          const single = records
            .filter((record) => maySee(who, 'mdj', record))
            .map(({ _id }) => _id)
            .sort();
          expect(listed).toEqual(single);
        }
      },
    ),
    { numRuns: 60, seed: 20110801 },
  );
});

it('shows nothing but open, shared records to strangers', () => {
  fc.assert(
    fc.property(row, (one) => {
      const record = shared('mdj:thing:1', one);
      const isPublic = one.grade === 'OPEN' && ['CITY', 'PROVINCE', 'NATION'].includes(one.sharing);
      expect(maySee(anonymous(), 'mdj', record)).toBe(isPublic);
    }),
    { seed: 20110801 },
  );
});
