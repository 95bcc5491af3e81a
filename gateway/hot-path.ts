import { WeightedLru } from './lru.ts';
import { Seen } from './seen.ts';
import type { Generation, PreparedOperation } from './types.ts';

/**
 * Prepared operations by their text, for the generation being served. A text gets in only when the cold front has parsed, validated, limited, planned
 * and executed it twice: a flood of documents that nobody sends again pushes nothing out. Looking one up costs a map access; there is
 * no parsing, validation or planning on this path, and `Serve` does all the refusing.
 */
export class HotPath {
  readonly #limit: number;
  readonly #documents: WeightedLru<PreparedOperation>;
  #generation: Generation | undefined;
  readonly #seen = new Seen();

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
    if (this.#seen.before(key)) this.#documents.set(key, prepared, 1);
  }

  /** Forgets the prepared operations, for when memory is short. */
  clear(): void {
    this.#documents.clear();
  }
}

function keyOf(source: string, operationName: string | undefined): string {
  return operationName === undefined ? source : `${operationName}\n${source}`;
}
