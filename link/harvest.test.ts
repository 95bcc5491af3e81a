import { expect, test } from 'vitest';
import type { PartnerRecord } from '../auth/ports.ts';
import type { SharedRecord } from '../kernel/catalogue/types.ts';
import { changeDigest, harvestDue, pageChecksum } from './harvest.ts';

const partner = { platform: 'hlj', baseUrl: 'https://hlj.example' } as PartnerRecord;
const change = (id = 'hlj:instrument:1', title = '电镜') => {
  const plain = {
    id,
    kind: 'instrument',
    version: 1,
    title,
    sharing: 'NATION',
    grade: 'OPEN',
    withdrawn: false,
    document: { a: 1 },
  } as const;
  return { ...plain, cursor: '1', digest: changeDigest(plain) };
};
const pageOf = (changes: readonly ReturnType<typeof change>[]) => ({
  changes,
  cursor: '1',
  hasMore: false,
  checksum: pageChecksum(changes.map((one) => one.digest)),
});

/** Harvests one page as a partner sends it; gives what was applied and what went wrong. */
async function harvest(
  page: object,
): Promise<{ applied: readonly SharedRecord[]; error: string | null; cursor: string | null }> {
  const applied: SharedRecord[] = [];
  let error: string | null = null;
  let cursor: string | null = null;
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  await harvestDue({
    client: { ask: async () => ({ changes: page }), close: async () => undefined },
    states: {
      get: async () => null,
      up: async () => undefined,
      down: async (_platform, reason) => {
        error = (reason as Error).message;
        return true;
      },
      heardOf: async () => undefined,
      harvested: async (_platform, at) => {
        cursor = at;
      },
      due: async () => [partner],
      list: async () => [],
    },
    catalogue: {
      changes: async () => ({ records: [], cursor: 0, hasMore: false }),
      applyRemote: async (_home, records) => {
        applied.push(...records);
        return records.length;
      },
    },
    kinds: new Set(['instrument']),
    clock: { now: () => new Date() },
    log: quiet,
  });
  return { applied, error, cursor };
}

test('a page that is right is applied and its cursor kept', async () => {
  expect(await harvest(pageOf([change()]))).toMatchObject({
    applied: [{ id: 'hlj:instrument:1' }],
    error: null,
    cursor: '1',
  });
});

test.each([
  [
    'a record that was changed on the way',
    { ...pageOf([change()]), changes: [{ ...change(), title: '另一台' }] },
    /digest/,
  ],
  [
    'a record that was lost on the way',
    { ...pageOf([change(), change('hlj:instrument:2')]), changes: [change()] },
    /checksum/,
  ],
  ["a record of another platform than the partner's", pageOf([change('mdj:instrument:1')]), /not a record of hlj/],
  ['a feed that stands still', { ...pageOf([change()]), hasMore: true, cursor: null }, /does not advance/],
])('%s stops the harvest, and the cursor stays', async (_name, page, reason) => {
  const { error, cursor } = await harvest(page);
  expect(error).toMatch(reason);
  expect(cursor).toBeNull();
});

test('a kind that nobody here owns is passed over', async () => {
  const other = { ...change(), kind: 'spaceship' };
  const known = { ...other, digest: changeDigest(other) };
  expect(await harvest(pageOf([known as never]))).toMatchObject({ applied: [], error: null, cursor: '1' });
});
