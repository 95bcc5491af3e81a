import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { contentHash } from '../kernel/canonical-json.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { type LinkedPlatform, startLinked } from '../test/harness/linked.ts';

let mdj: LinkedPlatform;
let hlj: LinkedPlatform;

beforeEach(async () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  [mdj, hlj] = await Promise.all([startLinked(MDJ, { log }), startLinked(HLJ, { log })]);
  await mdj.pin(hlj);
  await hlj.pin(mdj);
  await act(5);
  await checkpoint();
});
afterEach(async () => {
  await mdj.close();
  await hlj.close();
});

/** So many audit rows at mdj. */
async function act(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await mdj.kernel.transact(systemCaller('mdj', 'test'), async (tx) =>
      tx.audit({ action: 'confirmBooking', recordId: `mdj:booking:${index}`, after: { state: 'CONFIRMED' } }),
    );
  }
  await mdj.kernel.settled();
}

async function checkpoint(): Promise<void> {
  await mdj.kernel.jobs.run('link.checkpoint');
  await mdj.link.settle();
  await hlj.kernel.settled();
}

const audit = () => mdj.kernel.connection.collection('kernel_audit');
const heads = () => mdj.kernel.connection.collection('kernel_heads');
const rows = () =>
  audit()
    .find({ seq: { $gt: 0 } })
    .sort({ seq: 1 })
    .toArray();
const verify = () => mdj.link.checkpoints.verify();

/** Does what somebody with the whole database can do: hashes everything anew, so that the chain itself is whole again. */
async function rewrite(): Promise<void> {
  let hash = '';
  let seq = 0;
  for (const row of await rows()) {
    seq += 1;
    const { _id, hash: _old, ...content } = row;
    hash = contentHash({ id: String(_id), ...content, seq, previous: hash });
    await audit().updateOne({ _id }, { $set: { seq, hash } });
  }
  await heads().updateOne({ _id: 'audit' as never }, { $set: { value: seq, hash } });
}

test('an untouched chain is whole and agrees with the checkpoint at the parent', async () => {
  await act(3);
  const report = await verify();
  expect(report).toMatchObject({ checkpoints: 1, problems: [] });
  expect(report.rows).toBeGreaterThanOrEqual(8);
});

test.each<[string, () => Promise<unknown>]>([
  ['an edited row', async () => audit().updateOne({ seq: 2 }, { $set: { action: 'refuseBooking' } })],
  ['a deleted row', async () => audit().deleteOne({ seq: 3 })],
  [
    'two rows in another order',
    async () => {
      await audit().updateOne({ seq: 2 }, { $set: { seq: 1_000_000 } });
      await audit().updateOne({ seq: 3 }, { $set: { seq: 2 } });
      await audit().updateOne({ seq: 1_000_000 }, { $set: { seq: 3 } });
    },
  ],
  ['a chain that was cut off at its end', async () => audit().deleteMany({ seq: { $gt: 3 } })],
])('%s is found in the chain itself', async (_name, tamper) => {
  await tamper();
  expect((await verify()).problems[0]).toMatch(/does not fit the chain/);
});

test('a chain that was edited and hashed anew is found by the checkpoint at the parent', async () => {
  await audit().updateOne({ seq: 2 }, { $set: { action: 'refuseBooking' } });
  await rewrite();
  expect((await verify()).problems).toEqual([expect.stringMatching(/the chain was rewritten/)]);
});

test('a chain that was cut off and hashed anew is found by the checkpoint at the parent', async () => {
  const [last] = (await rows()).slice(-1);
  await audit().deleteOne({ _id: last!._id });
  await rewrite();
  expect((await verify()).problems).toEqual([expect.stringMatching(/is gone, but the parent keeps a checkpoint/)]);
});

test('a fork, told to the parent as if nothing had been said before, is noticed there', async () => {
  await audit().updateOne({ seq: 2 }, { $set: { action: 'refuseBooking' } });
  await rewrite();
  await mdj.kernel.connection.collection('link_checkpoints').deleteMany({});
  await checkpoint();
  await hlj.kernel.settled();
  const [found] = await hlj.kernel.audit.list({ action: 'auditForkFound', first: 1 });
  expect(found).toMatchObject({ recordId: 'mdj:audit:checkpoint' });
});
