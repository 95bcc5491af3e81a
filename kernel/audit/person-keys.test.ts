import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { systemCaller } from '../caller.ts';
import { kernelModels } from '../models.ts';
import { PersonKeys } from './person-keys.ts';

let platform: TestKernel;
beforeAll(async () => {
  platform = await testKernel();
});
afterAll(() => platform.close());

const transact = <T>(work: Parameters<typeof platform.kernel.transact<T>>[1]): Promise<T> =>
  platform.kernel.transact(systemCaller('mdj', 'test'), work);
const keysOf = (secret: Buffer | null = null) => new PersonKeys(kernelModels(platform.kernel.connection), secret);
const write = (keys: PersonKeys, person: string) =>
  transact(async ({ session, now }) => (await keys.forWriting([person], session, now)).get(person));

test('replicas that need a person’s first key at once agree on one', async () => {
  const replicas = Array.from({ length: 6 }, () => keysOf());
  const made = await Promise.all(replicas.map((keys) => write(keys, 'p1')));
  expect(new Set(made.map((key) => key?.toString('hex')))).toEqual(new Set([made[0]?.toString('hex')]));
  expect((await keysOf().forReading(['p1'])).get('p1')).toEqual(made[0]);
});

test('a key of a transaction that failed is not used again', async () => {
  const keys = keysOf();
  const failing = transact(async ({ session, now }) => {
    await keys.forWriting(['p2'], session, now);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await keys.forReading(['p2'])).has('p2')).toBe(false);
  const key = await write(keys, 'p2');
  expect((await keys.forReading(['p2'])).get('p2')).toEqual(key);
});

test('a destroyed key is gone for every replica, and never comes back', async () => {
  const [here, there] = [keysOf(), keysOf()];
  await write(here, 'p3');
  expect((await there.forReading(['p3'])).get('p3')).toHaveLength(32);
  await transact(({ session, now }) => here.destroy('p3', session, now));
  expect((await there.forReading(['p3'])).get('p3')).toBeNull();
  expect(await write(here, 'p3')).toBeNull();
  const row = await platform.kernel.connection.collection('kernel_person_keys').findOne({ _id: 'p3' as never });
  expect(row?.wrapped).toBeNull();
});

test('a configured secret wraps the keys, and another one does not open them', async () => {
  const secret = randomBytes(32);
  const key = await write(keysOf(secret), 'p4');
  expect((await keysOf(secret).forReading(['p4'])).get('p4')).toEqual(key);
  await expect(keysOf().forReading(['p4'])).rejects.toThrow('wrapped by another secret');
});

test('a sealed value that was changed or given to another person is refused, not shown', async () => {
  const { kernel } = platform;
  await transact(async (tx) => {
    tx.audit({ action: 'a', recordId: 'r', after: { userId: 'p5', userName: '陈思远' } });
    tx.audit({ action: 'a', recordId: 'r2', after: { userId: 'p6', userName: '周海涛' } });
  });
  await kernel.settled();
  const shown = () => kernel.audit.list({ recordId: 'r', first: 1, personal: 'shown' });
  expect((await shown())[0]?.after).toEqual({ userId: 'p5', userName: '陈思远' });
  await kernel.connection
    .collection('kernel_audit')
    .updateOne({ recordId: 'r' }, { $set: { 'after.userName.person': 'p6' } });
  await expect(shown()).rejects.toThrow();
  expect((await kernel.audit.verify()).brokenAt).not.toBeNull();
});
