import { createHash } from 'node:crypto';
import type { FrontOperation, Serve } from './hooks.ts';
import { WeightedLru } from './lru.ts';
import type { EngineAnswer, Generation, PreparedOperation } from './types.ts';

export interface HotPathOptions {
  readonly serve: Serve;
  /** How many prepared documents to keep. */
  readonly hotDocuments: number;
  /** Age (ms) up to which a query in flight may be joined; 0 turns joining off. */
  readonly dedupeWindowMs: number;
  readonly onDeduplicated?: (() => void) | undefined;
}

interface Flight {
  readonly startedAt: number;
  readonly answer: Promise<EngineAnswer>;
  readonly controller: AbortController;
  passengers: number;
}

const SEEN_ONCE = 10_000;

/**
 * Prepared operations by their text, for the generation being served. A text gets in only when the cold front has parsed, validated,
 * limited, planned and executed it twice: a flood of documents that nobody sends again pushes nothing out. Looking one up costs a map
 * access; there is no parsing, validation or planning on this path, and `serve` does all the refusing.
 */
export class HotPath {
  readonly #options: HotPathOptions;
  readonly #flights = new Map<string, Flight>();
  #generation: Generation | undefined;
  #documents: WeightedLru<PreparedOperation>;
  #seenOnce = new Set<string>();
  #mutations = 0;
  readonly #ids = new WeakMap<PreparedOperation, number>();
  #nextId = 0;

  constructor(options: HotPathOptions) {
    this.#options = options;
    this.#documents = new WeightedLru(options.hotDocuments);
  }

  get size(): number {
    return this.#documents.size;
  }

  lookUp(generation: Generation, source: string, operationName: string | undefined): PreparedOperation | undefined {
    return generation === this.#generation ? this.#documents.get(keyOf(source, operationName)) : undefined;
  }

  /** Told of every document that the cold front has served. */
  offer(prepared: PreparedOperation, source: string, operationName: string | undefined): void {
    if (this.#options.hotDocuments === 0) return;
    if (prepared.generation !== this.#generation) {
      this.clear();
      this.#generation = prepared.generation;
    }
    const key = keyOf(source, operationName);
    const digest = createHash('sha1').update(key).digest('base64');
    if (this.#seenOnce.delete(digest)) {
      this.#documents.set(key, prepared, 1);
      return;
    }
    if (this.#seenOnce.size >= SEEN_ONCE) this.#seenOnce = new Set();
    this.#seenOnce.add(digest);
  }

  /** Serves a prepared operation, joining an equal query in flight when there is one. */
  async run(prepared: PreparedOperation, operation: FrontOperation): Promise<EngineAnswer> {
    if (prepared.kind === 'mutation') {
      try {
        return await this.#options.serve(prepared, operation);
      } finally {
        // What was read before a change must not be handed to somebody who asks after it.
        this.#mutations++;
      }
    }
    return this.#options.dedupeWindowMs === 0
      ? this.#options.serve(prepared, operation)
      : this.#join(prepared, operation);
  }

  clear(): void {
    this.#documents.clear();
    this.#seenOnce.clear();
  }

  #join(prepared: PreparedOperation, operation: FrontOperation): Promise<EngineAnswer> {
    const key = this.#flightKey(prepared, operation);
    const known = this.#flights.get(key);
    if (known !== undefined && performance.now() - known.startedAt <= this.#options.dedupeWindowMs) {
      this.#options.onDeduplicated?.();
      board(known, operation.context.signal);
      return known.answer;
    }
    const controller = new AbortController();
    const answer = this.#options.serve(prepared, {
      ...operation,
      context: { ...operation.context, signal: controller.signal },
    });
    const flight: Flight = { startedAt: performance.now(), answer, controller, passengers: 0 };
    board(flight, operation.context.signal);
    this.#flights.set(key, flight);
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    answer.then(land, land);
    return answer;
  }

  /** Everything that an answer can depend on: the operation of one generation, variables, who asks, language, forwarded headers, and what was changed so far. */
  #flightKey(prepared: PreparedOperation, { params, context, rateKey }: FrontOperation): string {
    let id = this.#ids.get(prepared);
    if (id === undefined) {
      id = this.#nextId++;
      this.#ids.set(prepared, id);
    }
    const { identity, locale, headers } = context;
    return JSON.stringify([
      id,
      params.method,
      rateKey,
      identity.key,
      locale,
      this.#mutations,
      headers,
      params.variables,
    ]);
  }
}

/** One client goes away: nothing happens. All do: the fetches are given up. */
function board(flight: Flight, signal: AbortSignal): void {
  flight.passengers++;
  const leave = () => {
    flight.passengers--;
    if (flight.passengers === 0) flight.controller.abort();
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
}

function keyOf(source: string, operationName: string | undefined): string {
  return operationName === undefined ? source : `${operationName}\n${source}`;
}
