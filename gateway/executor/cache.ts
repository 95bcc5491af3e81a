import { type DocumentNode, getOperationAST } from 'graphql';
import { GatewayError } from '../errors.ts';
import { WeightedLru } from '../lru.ts';
import { Seen } from '../seen.ts';
import type { Turn } from '../types.ts';
import type { LoadedGeneration } from './generation.ts';
import { Operation, type OperationHost } from './prepared.ts';

export interface PrepareInput {
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly turn?: Turn | undefined;
}

/** Longer documents are kept from the second time on (characters): a prepared one of the largest allowed kind takes half a megabyte, which quick garbage collections would copy twice. */
const KEPT_AT_ONCE = 1_024;

/** The prepared operations of one generation, least recently used forgotten first; a document that killed the planner is remembered as refused. */
export class OperationCache {
  readonly #entries: WeightedLru<Promise<Operation>>;
  readonly #keys = new WeakMap<Operation, string>();
  readonly #weights = new WeakMap<Operation, number>();
  readonly #seen = new Seen();
  readonly #host: OperationHost;

  /** `limitBytes`: an estimate of what the operations and their plans take, not a count. */
  constructor(host: Omit<OperationHost, 'grew'>, limitBytes: number) {
    this.#entries = new WeightedLru(limitBytes);
    this.#host = { ...host, plan: host.plan, grew: (operation, bytes) => this.#grow(operation, bytes) };
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.weight;
  }

  /** Concurrent calls for one text share one planning. Rejects with a `GatewayError`. */
  prepare(generation: LoadedGeneration, input: PrepareInput): Promise<Operation> {
    const key = `${input.operationName ?? ''}\n${input.source}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = this.#make(generation, input, key);
    this.#entries.set(key, made, weightOf(key));
    const isKept = input.source.length <= KEPT_AT_ONCE || this.#seen.before(key);
    made.then(
      () => {
        if (!isKept) this.#entries.delete(key);
      },
      (error: unknown) => {
        if (!isPermanent(error)) this.#entries.delete(key);
      },
    );
    return made;
  }

  async #make(generation: LoadedGeneration, input: PrepareInput, key: string): Promise<Operation> {
    const definition = getOperationAST(input.document, input.operationName);
    if (definition == null) throw new GatewayError('OPERATION_RESOLUTION_FAILURE');
    await input.turn?.();
    const operation = new Operation(this.#host, generation, input.document, definition);
    this.#keys.set(operation, key);
    if (!operation.isConditional) await operation.variant({}, input.turn);
    return operation;
  }

  #grow(operation: Operation, bytes: number): void {
    const key = this.#keys.get(operation);
    const entry = key === undefined ? undefined : this.#entries.get(key);
    if (key === undefined || entry === undefined) return;
    const weight = (this.#weights.get(operation) ?? weightOf(key)) + bytes;
    this.#weights.set(operation, weight);
    this.#entries.set(key, entry, weight);
  }
}

/** The text, its syntax tree and the entry itself, estimated. */
function weightOf(key: string): number {
  return 1_024 + key.length * 20;
}

/** Another try of the same document would end the same way, after the same cost. */
function isPermanent(error: unknown): boolean {
  return error instanceof GatewayError && error.code !== 'OVERLOADED' && error.code !== 'SHUTTING_DOWN';
}
