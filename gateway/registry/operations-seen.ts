import { Kind, print, visit } from 'graphql';
import { sha256 } from '../documents.ts';
import type { OperationObserver } from '../hooks.ts';
import type { PreparedOperation } from '../types.ts';
import type { RegistryStore, SeenOperation } from './types.ts';

/** Distinct operations remembered between two flushes; more are not counted: the registry needs what clients use, not what a flood makes up. */
const REMEMBERED = 5_000;

/**
 * Collects which operations clients send and writes them to the registry now and then, so that a schema change can be held against them.
 * Literals are removed: documents are kept, what people looked for is not. On the hot path it costs one map access.
 */
export class OperationsSeen {
  readonly #store: RegistryStore;
  readonly #byPrepared = new WeakMap<PreparedOperation, { readonly hash: string; readonly text: string }>();
  readonly #seen = new Map<string, SeenOperation>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: RegistryStore, everyMs = 30_000) {
    this.#store = store;
    this.#timer = setInterval(() => this.flush().catch(() => {}), everyMs);
    this.#timer.unref();
  }

  readonly observe: OperationObserver = ({ prepared }) => {
    let known = this.#byPrepared.get(prepared);
    if (known === undefined) {
      const text = withoutLiterals(prepared);
      known = { hash: sha256(text), text };
      this.#byPrepared.set(prepared, known);
    }
    const { hash, text } = known;
    const before = this.#seen.get(hash);
    if (before === undefined && this.#seen.size >= REMEMBERED) return;
    this.#seen.set(hash, {
      hash,
      text,
      name: prepared.operation.name?.value,
      lastSeen: new Date(),
      count: (before?.count ?? 0) + 1,
    });
  };

  /** Writes what was seen since the last time. What can't be written is kept for the next. */
  async flush(): Promise<void> {
    if (this.#seen.size === 0) return;
    const rows = [...this.#seen.values()];
    this.#seen.clear();
    try {
      await this.#store.recordOperations(rows);
    } catch (error) {
      for (const row of rows)
        this.#seen.set(row.hash, { ...row, count: row.count + (this.#seen.get(row.hash)?.count ?? 0) });
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}

/** The operation with the fragments it has, strings emptied and numbers zeroed. */
function withoutLiterals({ document }: PreparedOperation): string {
  return print(
    visit(document, {
      StringValue: (node) => ({ ...node, value: '', block: false }),
      IntValue: (node) => ({ ...node, value: '0' }),
      FloatValue: (node) => ({ ...node, kind: Kind.FLOAT, value: '0.0' }),
    }),
  );
}
