import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, Decimal128, type Document, Double, Int32, Long } from '../bson/types.ts';
import { runCommand } from '../in-process.testing.ts';
import { Store } from '../store.ts';

const values = fc.oneof(
  fc.constantFrom<unknown>('x', 'y', true, null, new Int32(1), new Double(1), Long.ONE, Decimal128.fromString('1.0')),
  fc.constant<unknown>([new Int32(1), 'x']),
);
const documents = fc.array(fc.record({ a: values, b: values }, { requiredKeys: [] }), { maxLength: 24 });
const INDEXES: Document[][] = [
  [{ key: { a: 1 }, name: 'a' }],
  [{ key: { b: 1, a: -1 }, name: 'ba' }],
  [
    { key: { a: 1 }, name: 'a' },
    { key: { a: 1, b: 1 }, name: 'ab' },
  ],
  [{ key: { a: 1 }, name: 'partial', partialFilterExpression: { b: 'x' } }],
  [{ key: { a: 1, b: 1 }, name: 'sparse', sparse: true }],
];

describe('a look-up', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudan-look-up-'));
  let store: Store;
  const run = (command: Document): Document => runCommand(store, { ...command, $db: command.$db ?? 'test' });
  beforeAll(() => {
    store = new Store(dataDir);
  });
  afterAll(() => {
    store.close();
    rmSync(dataDir, { recursive: true });
  });

  it('finds what a scan of the collection finds, whatever the indexes', () => {
    let runs = 0;
    const filters = fc.record({ a: values, b: values }, { requiredKeys: [] });
    fc.assert(
      fc.property(documents, filters, fc.constantFrom(...INDEXES), fc.nat(3), (rows, filter, indexes, limit) => {
        const name = `c${runs++}`;
        run({ createIndexes: name, indexes });
        if (rows.length > 0) run({ insert: name, documents: rows.map((row, _id) => ({ _id, ...row })) });
        const found = (hint: Document): unknown[] => idsOf(run({ find: name, filter, ...hint }));
        const all = found({ hint: { $natural: 1 } });
        expect(found({}).sort()).toEqual(all.sort());
        expect(found({}).sort()).toEqual(all);
        const some = found({ limit });
        expect(some).toHaveLength(limit === 0 ? all.length : Math.min(limit, all.length));
        expect(all).toEqual(expect.arrayContaining(some));
      }),
      { numRuns: 150 },
    );
  });

  it('knows an index that is made or dropped after it was asked first', () => {
    run({ insert: 'later', documents: [{ _id: 1, a: 'x' }] });
    const found = (): unknown[] => idsOf(run({ find: 'later', filter: { a: 'x' } }));
    expect(found()).toEqual([1]);
    run({ createIndexes: 'later', indexes: [{ key: { a: 1 }, name: 'a' }] });
    expect(found()).toEqual([1]);
    run({ dropIndexes: 'later', index: 'a' });
    run({ insert: 'later', documents: [{ _id: 2, a: 'x' }] });
    expect(found()).toEqual([1, 2]);
  });

  it('never remembers what has changed since', () => {
    const small = fc.nat(4);
    const write = fc.oneof(
      fc.record({ kind: fc.constant('insert' as const), id: small, a: small, within: fc.boolean() }),
      fc.record({ kind: fc.constant('update' as const), id: small, a: small, within: fc.boolean() }),
      fc.record({ kind: fc.constant('delete' as const), id: small, a: small, within: fc.boolean() }),
      fc.record({ kind: fc.constant('abort' as const), id: small, a: small, within: fc.constant(true) }),
    );
    let runs = 0;
    let txn = 0n;
    fc.assert(
      fc.property(fc.array(write, { maxLength: 20 }), (writes) => {
        const name = `m${runs++}`;
        run({ createIndexes: name, indexes: [{ key: { a: 1 }, name: 'a' }] });
        const one = (filter: Document): Document[] => batchOf(run({ find: name, filter, limit: 1 }));
        for (const { kind, id, a, within } of writes) {
          const lsid = { id: new Binary(Buffer.alloc(16, 3), 4) };
          const inTransaction = { lsid, txnNumber: Long.fromBigInt(++txn), autocommit: false };
          run({ ...COMMANDS[kind](name, id, a), ...(within && { ...inTransaction, startTransaction: true }) });
          const end = kind === 'abort' ? 'abortTransaction' : 'commitTransaction';
          if (within) run({ [end]: 1, ...inTransaction, $db: 'admin' });
          const all = batchOf(run({ find: name, hint: { $natural: 1 } }));
          for (let value = 0; value <= 4; value++) {
            expect(one({ _id: new Int32(value) })).toEqual(all.filter(({ _id }) => Number(_id) === value));
            const some = all.filter((document) => Number(document.a) === value);
            const found = one({ a: new Int32(value) });
            expect(found).toHaveLength(Math.min(1, some.length));
            expect(some).toEqual(expect.arrayContaining(found));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds what is there when the command comes again, whatever happened to the collection between', () => {
    const command = { find: 'again', filter: { a: 'x' } };
    const found = (): unknown[] => idsOf(run(command));
    run({ createIndexes: 'again', indexes: [{ key: { a: 1 }, name: 'a' }] });
    run({ insert: 'again', documents: [{ _id: 1, a: 'x' }] });
    expect([found(), found()]).toEqual([[1], [1]]);
    run({ insert: 'again', documents: Array.from({ length: 40 }, (_, i) => ({ _id: i + 2, a: 'x' })) });
    expect(found()).toHaveLength(41);
    run({ delete: 'again', deletes: [{ q: { _id: { $gt: 1 } }, limit: 0 }] });
    run({ update: 'again', updates: [{ q: { _id: 1 }, u: { $set: { b: 1 } } }] });
    expect(run(command).cursor).toMatchObject({ firstBatch: [{ b: new Int32(1) }] });
    run({ insert: 'again', documents: [{ _id: 2, a: ['x', 'y'] }] });
    expect(found()).toEqual([1, 2]);
    run({ aggregate: 'again', pipeline: [{ $match: { _id: 99 } }, { $out: 'again' }], cursor: {} });
    expect(found()).toEqual([]);
    run({ insert: 'again', documents: [{ _id: 7, a: 'x' }] });
    expect(found()).toEqual([7]);
    run({ drop: 'again' });
    expect(found()).toEqual([]);
  });
});

const COMMANDS = {
  insert: (insert: string, _id: number, a: number) => ({ insert, documents: [{ _id, a }] }),
  update: (update: string, _id: number, a: number) => ({ update, updates: [{ q: { _id }, u: { $set: { a } } }] }),
  delete: (name: string, _id: number) => ({ delete: name, deletes: [{ q: { _id }, limit: 1 }] }),
  abort: (update: string, _id: number, a: number) => ({ update, updates: [{ q: { _id }, u: { $set: { a } } }] }),
};

function batchOf(reply: Document): Document[] {
  return (reply.cursor as { firstBatch: Document[] }).firstBatch;
}

function idsOf(reply: Document): unknown[] {
  return batchOf(reply).map(({ _id }) => Number(String(_id)));
}
