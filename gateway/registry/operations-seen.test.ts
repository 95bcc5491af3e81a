import { getOperationAST, parse } from 'graphql';
import { expect, it } from 'vitest';
import type { PreparedOperation } from '../types.ts';
import { MemoryRegistryStore } from './memory-store.ts';
import { OperationsSeen } from './operations-seen.ts';

function prepared(source: string): PreparedOperation {
  const document = parse(source);
  return { document, operation: getOperationAST(document)!, kind: 'query' } as PreparedOperation;
}

it('remembers what clients ask and forgets what they looked for', async () => {
  const store = new MemoryRegistryStore();
  const seen = new OperationsSeen(store);
  const find = prepared(
    'query Find { person(name: "Zhang San", age: 44, weight: 70.5) { ...F } } fragment F on Person { id }',
  );
  const same = prepared(
    'query Find { person(name: "Li Si", age: 30, weight: 61.2) { ...F } } fragment F on Person { id }',
  );
  for (const operation of [find, find, same]) seen.observe({ source: '', prepared: operation });
  seen.observe({ source: '', prepared: prepared('{ me { id } }') });
  await seen.close();
  const rows = await store.operationsSince(new Date(0));
  expect(rows.map(({ name, count }) => [name, count])).toEqual([
    ['Find', 3],
    [undefined, 1],
  ]);
  expect(rows[0]?.text).toContain('person(name: "", age: 0, weight: 0.0)');
  expect(rows[0]?.text).toContain('fragment F on Person');
  expect(JSON.stringify(rows)).not.toMatch(/Zhang|Li Si|age: 44/);
});

it('loses nothing when the store is away', async () => {
  const store = new MemoryRegistryStore();
  let down = true;
  const flaky = new Proxy(store, {
    get: (target, name: keyof MemoryRegistryStore) =>
      down ? () => Promise.reject(new Error('no database')) : target[name].bind(target),
  });
  const seen = new OperationsSeen(flaky);
  const me = prepared('{ me { id } }');
  seen.observe({ source: '', prepared: me });
  await expect(seen.flush()).rejects.toThrow('no database');
  seen.observe({ source: '', prepared: me });
  down = false;
  await seen.close();
  expect(await store.operationsSince(new Date(0))).toMatchObject([{ count: 2 }]);
});
