import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HLJ, type TestKernel, testKernel } from '../test/harness/kernel.ts';
import { systemCaller } from './caller.ts';
import type { RemoteRecord, SharedRecord } from './catalogue/types.ts';
import { anything, createCollections, defineModel, type Stored } from './define-model.ts';
import type { DeliveredEvent } from './events/types.ts';
import { FileTooLarge } from './files/file-store.ts';
import { kernelModels } from './models.ts';
import { Refused } from './types.ts';

interface Note extends Stored {
  readonly text: string;
  readonly at: unknown;
}

const caller = systemCaller('mdj', 'test');
let test_: TestKernel;
let key = 0;
const request = (input: unknown = {}, idempotencyKey = `k${key++}`) => ({
  caller,
  name: 'writeNote',
  idempotencyKey,
  input,
});
const notes = () => defineModel<Note>(test_.kernel.connection, 'test_notes', { text: String, at: anything });
const write =
  (id: string, text = '') =>
  (tx: import('./types.ts').Tx) =>
    notes()
      .insertMany([{ _id: id, text, at: tx.now }], { session: tx.session })
      .then(() => ({ id, at: tx.now }));

beforeAll(async () => {
  test_ = await testKernel();
  await createCollections([notes()]);
});
afterAll(() => test_.close());

describe('commands', () => {
  test('the same key and input give the first answer, another input a conflict', async () => {
    const asked = request({ a: 1, b: undefined }, 'same');
    const first = await test_.kernel.command(asked, write('one'));
    test_.clock.advance(10);
    expect(await test_.kernel.command({ ...asked, input: { a: 1 } }, write('two'))).toEqual(first);
    expect(await notes().countDocuments({ _id: { $in: ['one', 'two'] } })).toBe(1);
    expect(await test_.kernel.command({ ...asked, input: { a: 2 } }, write('three'))).toMatchObject({
      __typename: 'IdempotencyConflict',
      idempotencyKey: 'same',
    });
    expect(await test_.kernel.command({ ...asked, name: 'other', input: { a: 2 } }, write('four'))).toMatchObject({
      id: 'four',
    });
  });

  test('many at once with one key: one does the work, all get its answer', async () => {
    const asked = request({}, 'stampede');
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        test_.kernel.command(asked, async (tx) => {
          runs += 1;
          return write(`stampede-${runs}`)(tx);
        }),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await notes().countDocuments({ _id: /^stampede-/ })).toBe(1);
  });

  test('a refusal writes nothing but itself, and is given again', async () => {
    const asked = request({}, 'refused');
    const refuse = async (tx: import('./types.ts').Tx) => {
      await write('never')(tx);
      tx.emit({ type: 'note.written', recordId: 'never', version: 1, payload: {} });
      throw new Refused({ __typename: 'WrongState', message: 'no', state: 'CLOSED', possible: [] });
    };
    const refusal = { __typename: 'WrongState', message: 'no', state: 'CLOSED', possible: [] };
    expect(await test_.kernel.command(asked, refuse)).toEqual(refusal);
    expect(await test_.kernel.command(asked, write('never'))).toEqual(refusal);
    expect(await notes().exists({ _id: 'never' })).toBeNull();
    expect(await kernelModels(test_.kernel.connection).outbox.exists({ recordId: 'never' })).toBeNull();
  });

  test('what fails otherwise leaves no trace and may be tried again with the same key', async () => {
    const asked = request({}, 'fails');
    await expect(
      test_.kernel.command(asked, async (tx) => {
        await write('half')(tx);
        throw new Error('out of luck');
      }),
    ).rejects.toThrow('out of luck');
    expect(await test_.kernel.command(asked, write('half'))).toMatchObject({ id: 'half' });
  });

  test('commands that read and write one row all take effect', async () => {
    await notes().insertMany([{ _id: 'sum', text: '0', at: null }]);
    const add = async (tx: import('./types.ts').Tx) => {
      const row = await notes().findById('sum').session(tx.session).lean<Note>();
      await notes().updateOne(
        { _id: 'sum' },
        { $set: { text: String(Number(row?.text) + 1) } },
        { session: tx.session },
      );
      return {};
    };
    await Promise.all(Array.from({ length: 20 }, () => test_.kernel.command(request(), add)));
    expect((await notes().findById('sum').lean<Note>())?.text).toBe('20');
  });
});

describe('events', () => {
  const seen: DeliveredEvent[] = [];
  beforeEach(() => {
    seen.length = 0;
  });

  test('reach consumers of their type, in order per record, exactly in effect once', async () => {
    test_.kernel.consume({
      name: 'test.seen',
      types: ['note.written', 'memo.*'],
      handle: async (event, tx) => {
        await notes().insertMany([{ _id: `seen-${event.seq}`, text: event.type, at: null }], { session: tx.session });
        seen.push(event);
      },
    });
    await Promise.all(
      Array.from({ length: 10 }, (_, record) =>
        test_.kernel.transact(caller, async (tx) => {
          for (const version of [2, 1, 3])
            tx.emit({ type: 'note.written', recordId: `r${record}`, version, payload: { record } });
          tx.emit({ type: 'other.thing', recordId: `r${record}`, version: 4, payload: {} });
        }),
      ),
    );
    await test_.kernel.transact(caller, async (tx) =>
      tx.emit({ type: 'memo.sent', recordId: 'm', version: 1, payload: {} }),
    );
    await test_.kernel.settled();
    expect(await notes().countDocuments({ _id: /^seen-/ })).toBe(31);
    for (const events of Map.groupBy(seen, (event) => event.recordId).values())
      expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1));
  });

  test('a consumer that fails now and then gets the event again; one that always fails does not stop the others', async () => {
    const quiet = await testKernel({ log: { ...console, debug() {}, info() {}, warn() {}, error() {} } });
    let failures = 2;
    const effects: string[] = [];
    quiet.kernel.consume({
      name: 'test.flaky',
      types: ['a.b'],
      handle: async (event) => {
        if (event.recordId === 'poison') throw new Error('always');
        if (failures-- > 0) throw new Error('now and then');
        effects.push(event.recordId);
      },
    });
    await quiet.kernel.transact(caller, async (tx) => {
      for (const recordId of ['x', 'poison', 'y']) tx.emit({ type: 'a.b', recordId, version: 1, payload: {} });
    });
    await quiet.kernel.settled();
    expect(effects).toEqual(['x', 'y']);
    const letters = await kernelModels(quiet.kernel.connection).deadLetters.find({}).lean();
    expect(letters).toMatchObject([
      { consumer: 'test.flaky', recordId: 'poison', error: expect.stringContaining('always') },
    ]);
    await quiet.close();
  });

  test('a consumer that comes later gets what happened before', async () => {
    const late: string[] = [];
    test_.kernel.consume({
      name: 'test.late',
      types: ['memo.sent'],
      handle: async (event) => void late.push(event.recordId),
    });
    await test_.kernel.settled();
    expect(late).toEqual(['m']);
  });
});

describe('what goes with the facts', () => {
  test('counters add up by unit and month of the platform', async () => {
    const { kernel } = test_;
    await Promise.all(
      [1, 2, 3].map((minutes) =>
        kernel.transact(caller, async (tx) => {
          tx.count('machineMinutes', minutes, { unitId: 'u', at: new Date('2011-07-31T16:00:00Z') });
          tx.count('machineMinutes', 10, { unitId: 'u', at: new Date('2011-07-31T15:59:59Z') });
        }),
      ),
    );
    kernel.countNow('visits', 2);
    kernel.countNow('visits', 1);
    await kernel.settled();
    expect(await kernel.counted({ to: '2011-12' })).toEqual([
      { unitId: 'u', month: '2011-07', counter: 'machineMinutes', category: null, amount: 30 },
      { unitId: 'u', month: '2011-08', counter: 'machineMinutes', category: null, amount: 6 },
    ]);
    expect(await kernel.counted({ unitId: null })).toEqual([
      { unitId: null, month: '2026-03', counter: 'visits', category: null, amount: 3 },
    ]);
  });

  test('audit rows are chained, and a changed, a dropped and a forged last row are found', async () => {
    const { kernel } = test_;
    for (const reason of ['a', 'b', 'c'])
      await kernel.transact(caller, async (tx) =>
        tx.audit({
          action: 'changeNote',
          recordId: 'n',
          before: { at: tx.now },
          after: { n: 1, none: undefined },
          reason,
        }),
      );
    await kernel.settled();
    const { rows, brokenAt } = await kernel.audit.verify();
    expect(brokenAt).toBeNull();
    const listed = await kernel.audit.list({ recordId: 'n', first: 2 });
    expect(listed.map((row) => row.reason)).toEqual(['c', 'b']);
    expect(listed[0]?.actor).toBe(caller.subject);

    const { audit } = kernelModels(kernel.connection);
    const changed = await audit.findOne({ seq: rows - 1 }).lean();
    await audit.updateOne({ seq: rows - 1 }, { $set: { reason: 'B' } });
    expect((await kernel.audit.verify()).brokenAt).toBe(rows - 1);
    await audit.updateOne({ seq: rows - 1 }, { $set: { reason: changed?.reason } });
    expect((await kernel.audit.verify()).brokenAt).toBeNull();
    const last = await audit.findOne({ seq: rows }).lean();
    await audit.deleteOne({ seq: rows });
    expect((await kernel.audit.verify()).brokenAt).toBe(rows);
    await audit.insertMany([last]);
    expect((await kernel.audit.verify()).brokenAt).toBeNull();
  });

  test('notices are mailed once the fact is there, and can be read on the platform', async () => {
    const { kernel, dataDir } = test_;
    kernel.notices.addressBook(async (ids) =>
      ids.map((id) => ({ id, name: '李工', email: 'li@example.org', locale: 'zh' as const })),
    );
    await kernel.transact(caller, async (tx) =>
      tx.notify({
        template: 'invoice.issued',
        to: ['mdj:account:1'],
        about: 'mdj:statement:1',
        values: { number: '031001900104', amount: '12.00' },
      }),
    );
    const [notice] = await kernel.notices.list({ to: ['mdj:account:1'], first: 5, locale: 'en' });
    expect(notice?.text).toBe('Invoice 031001900104 over CNY 12.00 was issued. Statement mdj:statement:1.');
    const models = kernelModels(kernel.connection);
    await expect.poll(() => models.notices.countDocuments({ state: 'SENT' }), { timeout: 20_000 }).toBe(1);
    const [name = ''] = await readdir(join(dataDir, 'mail'));
    expect(await readFile(join(dataDir, 'mail', name), 'utf8')).toContain('li@example.org');
  });

  test('files are kept by content, with a limit', async () => {
    const { kernel } = test_;
    const first = await kernel.files.save('报告.pdf', 'application/pdf', Buffer.from('hello'));
    const again = await kernel.files.save('copy.pdf', 'application/pdf', Buffer.from('hello'));
    expect(again.sha256).toBe(first.sha256);
    const opened = await kernel.files.open(first.id);
    const chunks: Uint8Array[] = [];
    for await (const chunk of opened?.stream ?? []) chunks.push(chunk);
    expect([opened?.file.name, Buffer.concat(chunks).toString()]).toEqual(['报告.pdf', 'hello']);
    expect(await kernel.files.open('mdj:file:none')).toBeNull();
    async function* endless() {
      for (;;) yield new Uint8Array(1024 * 1024);
    }
    await expect(kernel.files.save('big', 'x/y', endless())).rejects.toThrow(FileTooLarge);
    expect((await readdir(join(test_.dataDir, 'files'))).filter((name) => name.startsWith('incoming'))).toEqual([]);
  });

  test('a link to a file is good for ten minutes, for that file alone', async () => {
    const { kernel, clock } = test_;
    const now = clock.now();
    const url = new URL(await kernel.files.link('mdj:file:1'), 'http://localhost');
    expect(url.pathname).toBe('/files/mdj%3Afile%3A1');
    const [expires = '', signature = ''] = [url.searchParams.get('expires')!, url.searchParams.get('signature')!];
    expect(await kernel.files.isGoodLink('mdj:file:1', expires, signature)).toBe(true);
    expect(await kernel.files.isGoodLink('mdj:file:2', expires, signature)).toBe(false);
    expect(await kernel.files.isGoodLink('mdj:file:1', String(Number(expires) + 1), signature)).toBe(false);
    expect(await kernel.files.isGoodLink('mdj:file:1', expires, `${signature}x`)).toBe(false);
    clock.advance(11);
    expect(await kernel.files.isGoodLink('mdj:file:1', expires, signature)).toBe(false);
    clock.set(now);
  });

  test('answers are kept for ninety days', async () => {
    const { kernel, clock } = test_;
    const { idempotency } = kernelModels(kernel.connection);
    const now = clock.now();
    const asked = request({}, 'old');
    await kernel.command(asked, async () => ({ first: true }));
    clock.advance(89 * 24 * 60);
    await kernel.jobs.run('kernel.prune');
    expect(await kernel.command(asked, async () => ({ first: false }))).toEqual({ first: true });
    clock.advance(2 * 24 * 60);
    await kernel.jobs.run('kernel.prune');
    expect(await idempotency.countDocuments({})).toBe(0);
    clock.set(now);
  });

  test('jobs run by name and what they did can be seen', async () => {
    const { kernel } = test_;
    let fail = false;
    kernel.job({
      name: 'test.job',
      everySeconds: 60,
      run: async () => {
        if (fail) throw new Error('no luck');
      },
    });
    await kernel.jobs.run('test.job');
    fail = true;
    await expect(kernel.jobs.run('test.job')).rejects.toThrow('no luck');
    expect((await kernel.jobs.list()).find((job) => job.name === 'test.job')).toMatchObject({
      runs: 2,
      lastError: 'no luck',
    });
  });
});

describe('catalogue and search', () => {
  const record = (version: number, more: Partial<SharedRecord> = {}): SharedRecord => ({
    id: 'mdj:instrument:1',
    kind: 'instrument',
    version,
    title: '扫描电子显微镜',
    sharing: 'PROVINCE',
    grade: 'OPEN',
    document: { model: 'S-4800' },
    ...more,
  });
  const publish = (...records: SharedRecord[]) =>
    test_.kernel.transact(caller, async (tx) => records.forEach((one) => void tx.publish(one)));
  const changes = (since: number, partner = HLJ) => test_.kernel.catalogue.changes({ since, first: 10, partner });

  test('partners get what they may see, once per record at its latest change, and a tombstone for what is withdrawn', async () => {
    await publish(record(1), record(1, { id: 'mdj:instrument:2', sharing: 'CITY' }));
    await publish(record(2));
    await test_.kernel.settled();
    const first = await changes(0);
    expect(first.records).toEqual([record(2)]);
    await publish(record(3, { sharing: 'UNIT' }));
    await test_.kernel.settled();
    const second = await changes(first.cursor);
    expect(second.records).toEqual([{ ...record(3, { sharing: 'UNIT' }), document: {}, withdrawn: true }]);
    expect(await changes(second.cursor)).toEqual({ records: [], cursor: second.cursor, hasMore: false });
  });

  test('harvested records go to their owner once per version and into the index', async () => {
    const applied: RemoteRecord[] = [];
    test_.kernel.catalogueKind('instrument', {
      apply: async (one, tx) => {
        applied.push(one);
        const { id, kind, title, home, sharing } = one;
        if (one.withdrawn) tx.unindex(id);
        else tx.index({ id, kind, title, text: '', home, sharing });
      },
      all: async function* () {
        yield {
          entry: {
            id: 'mdj:instrument:9',
            kind: 'instrument',
            title: '热分析仪',
            text: '',
            home: 'mdj',
            sharing: 'CITY',
          },
        };
      },
    });
    const remote = record(1, { id: 'hlj:instrument:1', title: '核磁共振波谱仪' });
    const now = test_.clock.now();
    expect(await test_.kernel.catalogue.applyRemote('hlj', [remote], now)).toBe(1);
    expect(await test_.kernel.catalogue.applyRemote('hlj', [remote], now)).toBe(0);
    await test_.kernel.settled();
    const find = async (text: string, scope: 'OWN' | 'NETWORK') =>
      (await test_.kernel.search({ text, scope, first: 5 })).hits.map((hit) => hit.entry.id);
    expect([await find('核磁共振', 'NETWORK'), await find('核磁共振', 'OWN')]).toEqual([['hlj:instrument:1'], []]);
    await test_.kernel.transact(caller, async (tx) =>
      tx.index({
        id: 'mdj:instrument:8',
        kind: 'instrument',
        title: '废旧仪器',
        text: '',
        home: 'mdj',
        sharing: 'CITY',
      }),
    );
    await test_.kernel.rebuild('instrument');
    await test_.kernel.settled();
    expect([await find('热分析仪', 'OWN'), await find('废旧仪器', 'OWN')]).toEqual([['mdj:instrument:9'], []]);
    await test_.kernel.catalogue.applyRemote('hlj', [{ ...remote, version: 2, withdrawn: true }], now);
    await test_.kernel.settled();
    expect(await find('核磁共振', 'NETWORK')).toEqual([]);
    expect(applied).toHaveLength(2);
    await expect(
      test_.kernel.catalogue.applyRemote('hlj', [{ ...remote, id: 'hlj:x:1', kind: 'unknown' }], now),
    ).rejects.toThrow(/owns the kind unknown/);
  });
});
