import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, Long } from 'bson';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from './bson/types.ts';
import { expireDocuments } from './commands/expiry.ts';
import { runCommand } from './in-process.testing.ts';
import { Store } from './store.ts';

let dir: string;
let store: Store;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mudan-store-'));
  store = new Store(dir);
});

afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A command and its reply as plain JSON. */
function run({ $db = 'city', ...command }: Document): Document {
  return JSON.parse(JSON.stringify(runCommand(store, { ...command, $db })));
}

function reopen(): void {
  store.close();
  store = new Store(dir);
}

function createIndex(key: Document, options: Document = {}): Document {
  return run({ createIndexes: 'rows', indexes: [{ key, name: Object.keys(key).join('_'), ...options }] });
}

function insert(...documents: Document[]): Document {
  return run({ insert: 'rows', documents });
}

function ids(filter: Document, options: Document = {}): unknown {
  const { cursor } = run({ find: 'rows', filter, projection: { _id: 1 }, ...options }) as {
    cursor: { firstBatch: Document[] };
  };
  return cursor.firstBatch.map(({ _id }) => _id);
}

/** Which index a query uses, and what it looked at. */
function plan(
  filter: Document,
  options: Document = {},
): { index: unknown; keys: unknown; docs: unknown; sorts: boolean } {
  const answer = run({ explain: { find: 'rows', filter, ...options }, verbosity: 'executionStats' });
  const { queryPlanner, executionStats } = answer as {
    queryPlanner: { winningPlan: Document };
    executionStats: Document;
  };
  const text = JSON.stringify(queryPlanner.winningPlan);
  const index = /"indexName":"([^"]+)"/.exec(text)?.[1];
  return {
    index,
    keys: executionStats.totalKeysExamined,
    docs: executionStats.totalDocsExamined,
    sorts: text.includes('"SORT"'),
  };
}

describe('plans', () => {
  beforeEach(() => {
    insert(
      ...Array.from({ length: 200 }, (_, i) => ({
        _id: i,
        unit: `u${i % 10}`,
        n: i,
        tags: [`t${i % 4}`, `s${i % 3}`],
        ...(i % 50 === 0 && { rare: i }),
      })),
    );
    createIndex({ unit: 1, n: -1 });
    createIndex({ tags: 1 });
    createIndex({ rare: 1 }, { sparse: true });
  });

  it.each<[Document, Document, string | undefined, number]>([
    [{ _id: 7 }, {}, '_id_', 1],
    [{ unit: 'u3' }, {}, 'unit_n', 20],
    [{ unit: 'u3', n: { $gte: 100, $lt: 150 } }, {}, 'unit_n', 5],
    [{ unit: { $in: ['u1', 'u2'] }, n: { $lt: 20 } }, {}, 'unit_n', 4],
    [{ tags: 't1' }, {}, 'tags', 50],
    [{ rare: { $gt: 0 } }, {}, 'rare', 3],
    [{ rare: null }, {}, undefined, 200],
    [{ n: 5 }, {}, undefined, 200],
    [{ $or: [{ _id: 3 }, { tags: 's1', _id: { $lt: 10 } }] }, {}, '_id_', 10],
  ])('%j %j is found by %s, looking at %i documents', (filter, options, index, documents) => {
    expect(plan(filter, options)).toMatchObject({ index, docs: documents });
  });

  it('sorts by an index, forward and backward, and stops at the limit', () => {
    expect(plan({ unit: 'u3' }, { sort: { n: 1 }, limit: 2 })).toEqual({
      index: 'unit_n',
      keys: 2,
      docs: 2,
      sorts: false,
    });
    expect(ids({ unit: 'u3' }, { sort: { n: 1 }, limit: 2 })).toEqual([3, 13]);
    expect(ids({ unit: 'u3' }, { sort: { n: -1 }, limit: 2 })).toEqual([193, 183]);
    expect(plan({ unit: { $in: ['u1', 'u2'] } }, { sort: { n: 1 } })).toMatchObject({ sorts: true });
  });

  it('obeys a hint and refuses one that names no index', () => {
    expect(plan({ unit: 'u3' }, { hint: { tags: 1 } })).toMatchObject({ index: 'tags' });
    expect(plan({ unit: 'u3' }, { hint: { $natural: 1 } })).toMatchObject({ index: undefined });
    expect(run({ find: 'rows', filter: {}, hint: 'nothing' })).toMatchObject({ code: 2 });
  });
});

describe('indexes', () => {
  it('keeps keys unique, also under arrays, and tells which', () => {
    createIndex({ code: 1 }, { unique: true });
    insert({ _id: 1, code: ['a', 'b'] });
    const { writeErrors } = insert({ _id: 2, code: 'b' }) as { writeErrors: Document[] };
    expect(writeErrors).toEqual([
      expect.objectContaining({ index: 0, code: 11000, keyPattern: { code: 1 }, keyValue: { code: 'b' } }),
    ]);
    expect(insert({ _id: 3 })).toMatchObject({ n: 1 });
    expect(insert({ _id: 4 })).toHaveProperty('writeErrors');
  });

  it('partial: unique only where the filter holds, used only where the query implies it', () => {
    createIndex({ code: 1 }, { unique: true, partialFilterExpression: { open: true } });
    insert({ _id: 1, code: 'a', open: true }, { _id: 2, code: 'a', open: false });
    expect(insert({ _id: 3, code: 'a', open: true })).toHaveProperty('writeErrors');
    expect(plan({ code: 'a' }).index).toBeUndefined();
    expect(plan({ code: 'a', open: true }).index).toBe('code');
    expect(ids({ code: 'a' })).toEqual([1, 2]);
  });

  it('refuses to build a unique index over duplicates and leaves nothing of it', () => {
    insert({ _id: 1, code: 'a' }, { _id: 2, code: 'a' });
    expect(createIndex({ code: 1 }, { unique: true })).toMatchObject({ ok: 0, code: 11000 });
    const { cursor } = run({ listIndexes: 'rows' }) as { cursor: { firstBatch: Document[] } };
    expect(cursor.firstBatch.map(({ name }) => name)).toEqual(['_id_']);
  });

  it('says which of two specifications conflict', () => {
    createIndex({ a: 1 });
    expect(createIndex({ a: 1 })).toMatchObject({ note: 'all indexes already exist' });
    expect(createIndex({ a: 1 }, { unique: true })).toMatchObject({ code: 85 });
    expect(createIndex({ b: 1 }, { name: 'a' })).toMatchObject({ code: 86 });
  });

  it('remembers across a restart that arrays were seen', () => {
    createIndex({ list: 1 });
    insert({ _id: 1, list: [1, 9] });
    reopen();
    expect(ids({ list: { $gt: 2, $lt: 8 } })).toEqual([1]);
  });

  it('expires by TTL, arrays by their earliest date, other types never', () => {
    createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const now = new Date('2026-05-01T12:00:00Z');
    const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
    insert(
      { _id: 1, at: ago(61) },
      { _id: 2, at: ago(59) },
      { _id: 3, at: [ago(1), ago(90)] },
      { _id: 4, at: 'never' },
      { _id: 5 },
    );
    expect(expireDocuments(store, now)).toBe(2);
    store.endTurn();
    expect(ids({})).toEqual([2, 4, 5]);
  });
});

describe('sessions', () => {
  const lsid = { id: new Binary(Buffer.alloc(16, 7), 4) };
  const numbered = (n: number, command: Document): Document => run({ ...command, lsid, txnNumber: Long.fromNumber(n) });
  const within = (n: number, command: Document, first = false): Document =>
    numbered(n, { ...command, autocommit: false, ...(first && { startTransaction: true }) });
  const increase = { update: 'rows', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] };
  const n = (): unknown =>
    (run({ find: 'rows', filter: { _id: 1 } }) as { cursor: { firstBatch: Document[] } }).cursor.firstBatch[0]?.n;

  beforeEach(() => insert({ _id: 1, n: 0 }));

  it('answers a repeated write with the first answer, also after a restart', () => {
    const first = numbered(1, increase);
    expect(numbered(1, increase)).toEqual(first);
    reopen();
    expect(numbered(1, increase)).toEqual(first);
    expect(n()).toBe(1);
    numbered(2, increase);
    expect(n()).toBe(2);
    expect(numbered(1, increase)).toMatchObject({ code: 225 });
  });

  it('confirms a repeated commit, also after a restart, and refuses one that never was', () => {
    within(1, increase, true);
    const commit = { commitTransaction: 1, $db: 'admin' };
    expect(within(1, commit)).toMatchObject({ ok: 1 });
    reopen();
    expect(within(1, commit)).toMatchObject({ ok: 1 });
    expect(within(2, commit)).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    expect(n()).toBe(1);
  });

  it('aborts a transaction of more than 60 seconds', () => {
    within(1, increase, true);
    store.sessions.abortExpired(performance.now() + 60_001);
    expect(within(1, increase)).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    expect(n()).toBe(0);
  });

  it('refuses the writeConcern of a command inside a transaction, and aborts it', () => {
    const ops = [{ insert: 0, document: { _id: 8 } }];
    const write = { bulkWrite: 1, ops, nsInfo: [{ ns: 'city.rows' }], $db: 'admin' };
    within(1, increase, true);
    expect(within(1, { ...write, writeConcern: { w: 1 } })).toMatchObject({ code: 72, codeName: 'InvalidOptions' });
    expect(within(1, { commitTransaction: 1, $db: 'admin' })).toMatchObject({ code: 251 });
    expect(n()).toBe(0);
  });

  it('a transaction that makes a collection leaves none behind when it is aborted', () => {
    within(1, { insert: 'fresh', documents: [{ _id: 1 }] }, true);
    expect(run({ listCollections: 1, filter: { name: 'fresh' } })).toMatchObject({ cursor: { firstBatch: [] } });
    within(1, { abortTransaction: 1, $db: 'admin' });
    expect(run({ listCollections: 1, filter: { name: 'fresh' } })).toMatchObject({ cursor: { firstBatch: [] } });
    within(2, { insert: 'fresh', documents: [{ _id: 1 }] }, true);
    within(2, { commitTransaction: 1, $db: 'admin' });
    reopen();
    expect(run({ count: 'fresh' })).toMatchObject({ n: 1 });
  });

  it('keeps nothing of a turn whose disk is full, and goes on when there is room again', () => {
    const pages = Number(Object.values(store.sqlite.prepare('PRAGMA page_count').get() ?? {})[0]);
    store.sqlite.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const big = Array.from({ length: 40 }, (_, i) => ({ _id: `big${i}`, text: 'x'.repeat(4_000) }));
    expect(() => insert(...big)).toThrow(/disk is full/);
    store.sqlite.exec('PRAGMA max_page_count = 1073741823');
    expect(ids({ _id: /^big/ })).toEqual([]);
    expect(insert(...big)).toMatchObject({ n: 40 });
  });
});

describe('cursors', () => {
  const open = (filter: Document): { id: unknown } => {
    const { cursor } = runCommand(store, { find: 'rows', filter, batchSize: 1, $db: 'city' }) as {
      cursor: { id: unknown };
    };
    return cursor;
  };
  const more = (id: unknown): Document => run({ getMore: id, collection: 'rows', batchSize: 1_000 });

  beforeEach(() => {
    createIndex({ n: 1 });
    insert(...Array.from({ length: 100 }, (_, i) => ({ _id: i, n: i })));
  });

  it('ends with a named error when its index is dropped, and takes nobody with it', () => {
    const { id } = open({ n: { $gte: 0 } });
    run({ dropIndexes: 'rows', index: 'n' });
    insert({ _id: 'kept' });
    expect(more(id)).toMatchObject({ code: 175, codeName: 'QueryPlanKilled' });
    expect(ids({ _id: 'kept' })).toEqual(['kept']);
  });

  it('is gone with its collection', () => {
    const { id } = open({});
    run({ drop: 'rows' });
    expect(more(id)).toMatchObject({ code: 43 });
  });

  it('goes on over documents that change between batches', () => {
    const { id } = open({ n: { $gte: 0 } });
    run({ delete: 'rows', deletes: [{ q: { _id: { $gte: 50 } }, limit: 0 }] });
    const { cursor } = more(id) as { cursor: { nextBatch: Document[] } };
    expect(cursor.nextBatch.length).toBeGreaterThanOrEqual(49);
  });

  it('stops a command at its time limit', () => {
    insert(...Array.from({ length: 20_000 }, (_, i) => ({ _id: `x${i}`, text: 'y'.repeat(50) })));
    expect(run({ find: 'rows', filter: { text: /z/ }, maxTimeMS: 1 })).toMatchObject({ code: 50 });
  });
});
