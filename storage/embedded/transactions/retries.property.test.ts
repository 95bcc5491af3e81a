import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Store } from '../store.ts';

type Step =
  | { readonly kind: 'turn'; readonly sessions: readonly number[]; readonly kept: boolean }
  | { readonly kind: 'reopen' | 'prune' };

const HOUR_MS = 3_600_000;

const turn = fc.record({
  kind: fc.constant('turn' as const),
  sessions: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
  kept: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
});
const other = fc.record({ kind: fc.constantFrom('reopen' as const, 'prune' as const) });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof({ weight: 40, arbitrary: turn }, { weight: 1, arbitrary: other }),
  { maxLength: 300, size: 'max' },
);

const name = (session: number): string => `session-${session}\u00ff`;
const replyOf = (txn: bigint): Buffer => Buffer.alloc(Number(txn % 100n), Number(txn % 256n));

/** Saves what the steps say and compares all sessions with what was kept, after each step that may lose something and at the end. */
function check(dir: string, all: readonly Step[]): void {
  let store = new Store(dir);
  let kept = new Map<number, bigint>();
  let txn = 0n;
  const expectKept = (): void => {
    for (let session = 0; session <= 30; session++) {
      const expected = kept.get(session);
      const found = store.retries.find(name(session));
      expect(found?.txnNumber).toBe(expected);
      if (expected === undefined) continue;
      const isWrite = expected % 3n > 0n;
      expect(found?.kind).toBe(isWrite ? 'write' : 'commit');
      expect(found?.reply && Buffer.from(found.reply)).toEqual(isWrite ? replyOf(expected) : undefined);
    }
  };
  try {
    for (const step of all) {
      if (step.kind === 'turn') {
        const then = new Map(kept);
        for (const session of step.sessions) {
          const isWrite = ++txn % 3n > 0n;
          const reply = isWrite ? replyOf(txn) : undefined;
          store.retries.save(name(session), { txnNumber: txn, kind: isWrite ? 'write' : 'commit', reply });
          then.set(session, txn);
        }
        if (step.kept) store.group.commit();
        else store.group.rollback();
        if (step.kept) kept = then;
        else expectKept();
      } else if (step.kind === 'prune') {
        store.retries.prune(HOUR_MS);
        store.group.commit();
        expectKept();
      } else {
        store.close();
        store = new Store(dir);
        expectKept();
      }
    }
    expectKept();
  } finally {
    store.close();
  }
}

it('knows the latest kept operation of every session, whatever was lost and however often the store was opened', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const dir = mkdtempSync(join(tmpdir(), 'mudan-retries-'));
      try {
        check(dir, all);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});
