import { createHash } from 'node:crypto';
import { WeightedLru } from './lru.ts';
import type { Generation, PreparedOperation } from './types.ts';

const SEEN_ONCE = 10_000;

/**
 * Prepared operations by their text, for the generation being served. A text gets in only when the cold front has parsed, validated, limited, planned
 * and executed it twice: a flood of documents that nobody sends again pushes nothing out. Looking one up costs a map access; there is
 * no parsing, validation or planning on this path, and `Serve` does all the refusing.
 */
export class HotPath {
  readonly #limit: number;
  readonly #documents: WeightedLru<PreparedOperation>;
  #generation: Generation | undefined;
  #seen = new Set<string>();

  /** `limit`: how many prepared documents to keep; 0 keeps none. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#documents = new WeightedLru(limit);
  }

  get size(): number {
    return this.#documents.size;
  }

  lookUp(generation: Generation, source: string, operationName: string | undefined): PreparedOperation | undefined {
    return generation === this.#generation ? this.#documents.get(keyOf(source, operationName)) : undefined;
  }

  /** Told of every document that the cold front has served. What was seen before a reload counts after it. */
  offer(prepared: PreparedOperation, source: string, operationName: string | undefined): void {
    if (this.#limit === 0) return;
    if (prepared.generation !== this.#generation) {
      this.#documents.clear();
      this.#generation = prepared.generation;
    }
    const key = keyOf(source, operationName);
    const digest = createHash('sha1').update(key).digest('base64');
    if (this.#seen.has(digest)) {
      this.#documents.set(key, prepared, 1);
      return;
    }
    if (this.#seen.size >= SEEN_ONCE) this.#seen = new Set();
    this.#seen.add(digest);
  }

  /** Forgets the prepared operations, for when memory is short. */
  clear(): void {
    this.#documents.clear();
  }
}

function keyOf(source: string, operationName: string | undefined): string {
  return operationName === undefined ? source : `${operationName}\n${source}`;
}
