import type { EngineAnswer, RequestContext } from '../types.ts';

interface Flight {
  readonly answer: Promise<EngineAnswer>;
  readonly startedMs: number;
  readonly abort: AbortController;
  passengers: number;
}

/** Headers that differ per request and never change an answer. */
const NEVER_MATTER = new Set(['traceparent', 'tracestate', 'x-correlation-id', 'x-request-id']);

/**
 * Lets equal queries that are under way at the same time share one execution. Equal means the same operation and variables, asked by the same
 * identity in the same language with the same forwarded headers. A query never joins one that started before a
 * mutation of this process ended: whoever has just written reads what was written.
 */
export class InFlight {
  readonly #byOperation = new WeakMap<object, Map<string, Flight>>();
  readonly #maxAgeMs: number;
  #epoch = 0;

  /** An execution older than `maxAgeMs` is not joined: its deadline would be too near. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /** To be called when a mutation has ended, whatever its outcome. */
  mutationEnded(): void {
    this.#epoch += 1;
  }

  share(
    operation: object,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
    start: (context: RequestContext) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer> {
    const flights = this.#flightsOf(operation);
    const key = `${this.#epoch}\n${keyOf(variables, context)}`;
    const now = performance.now();
    const under = flights.get(key);
    if (under !== undefined && now - under.startedMs <= this.#maxAgeMs && !under.abort.signal.aborted) {
      board(under, context.signal);
      return under.answer;
    }
    const abort = new AbortController();
    const answer = start({ ...context, signal: abort.signal });
    const flight: Flight = { answer, startedMs: now, abort, passengers: 0 };
    flights.set(key, flight);
    board(flight, context.signal);
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    answer.then(land, land);
    return answer;
  }

  #flightsOf(operation: object): Map<string, Flight> {
    const known = this.#byOperation.get(operation);
    if (known !== undefined) return known;
    const made = new Map<string, Flight>();
    this.#byOperation.set(operation, made);
    return made;
  }
}

/** The execution is given up when nobody waits for it any more. */
function board(flight: Flight, signal: AbortSignal): void {
  flight.passengers += 1;
  const leave = (): void => {
    flight.passengers -= 1;
    if (flight.passengers === 0) flight.abort.abort();
  };
  if (signal.aborted) {
    leave();
    return;
  }
  signal.addEventListener('abort', leave, { once: true });
  const landed = (): void => signal.removeEventListener('abort', leave);
  flight.answer.then(landed, landed);
}

function keyOf(variables: Readonly<Record<string, unknown>>, { identity, locale, headers }: RequestContext): string {
  let key = `${locale}\n${identity.key}\n${JSON.stringify(variables)}`;
  for (const name of Object.keys(headers).sort()) {
    if (!NEVER_MATTER.has(name)) key += `\n${name}:${headers[name]}`;
  }
  return key;
}
