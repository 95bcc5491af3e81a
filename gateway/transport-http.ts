import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher, Pool } from 'undici';
import { GatewayError } from './errors.ts';
import type { Turn } from './types.ts';

/** Of an answer so much is read as it comes (bytes); each of the pieces beyond waits for a turn, so that one that never ends takes no time from others. */
const READ_AT_ONCE = 1_048_576;
const PIECE = 65_536;
/** What such a piece costs: reading it, and its share of the garbage collections that so much memory outside V8's heap brings. */
const PIECE_MS = 1;

export interface HttpCall {
  readonly subgraph: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal;
  readonly turn: Turn | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * One POST over a pool, by undici's dispatch interface (a third of the cost of its streams). The whole exchange has one time limit.
 * Rejects with SUBGRAPH_TIMEOUT, SUBGRAPH_BAD_ANSWER (too large), SUBGRAPH_UNAVAILABLE or REQUEST_CANCELLED.
 */
export function requestOnce(pool: Pool, call: HttpCall): Promise<HttpAnswer> {
  if (call.signal.aborted) return Promise.reject(failure('REQUEST_CANCELLED', call));
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(call, resolve, reject);
    pool.dispatch({ path: call.path, method: 'POST', headers: { ...call.headers }, body: call.body }, exchange);
  });
}

type FailureCode = 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_BAD_ANSWER' | 'SUBGRAPH_UNAVAILABLE' | 'REQUEST_CANCELLED';

function failure(code: FailureCode, { subgraph }: HttpCall, cause?: unknown): GatewayError {
  return new GatewayError(code, { params: { subgraph }, cause });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #call: HttpCall;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: GatewayError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #cancel = (): void => this.#fail('REQUEST_CANCELLED');
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #unpaused = 0;
  #settled = false;

  constructor(call: HttpCall, resolve: (answer: HttpAnswer) => void, reject: (error: GatewayError) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#fail('SUBGRAPH_TIMEOUT'), Math.max(0, call.timeoutMs));
    call.signal.addEventListener('abort', this.#cancel, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#status = statusCode;
    if (Number(headers['content-length'] ?? 0) > this.#call.maxResponseBytes)
      this.#fail('SUBGRAPH_BAD_ANSWER', 'too large');
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#unpaused += chunk.length;
    if (this.#bytes > this.#call.maxResponseBytes) this.#fail('SUBGRAPH_BAD_ANSWER', 'too large');
    else {
      this.#chunks.push(chunk);
      if (this.#bytes >= READ_AT_ONCE && this.#unpaused >= PIECE) this.#rest(controller);
    }
  }

  /** Leaves the rest with the subgraph until it is its turn. */
  #rest(controller: Dispatcher.DispatchController): void {
    const { turn } = this.#call;
    if (turn === undefined) return;
    this.#unpaused = 0;
    controller.pause();
    void turn(PIECE_MS).then(() => controller.resume());
  }

  onResponseEnd(): void {
    if (!this.#finish()) return;
    const [only] = this.#chunks;
    const whole = only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, text: whole.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#finish()) this.#reject(failure('SUBGRAPH_UNAVAILABLE', this.#call, error));
  }

  #fail(code: FailureCode, cause?: unknown): void {
    if (!this.#finish()) return;
    this.#chunks = [];
    this.#controller?.abort(new Error(code));
    this.#reject(failure(code, this.#call, cause));
  }

  #finish(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#call.signal.removeEventListener('abort', this.#cancel);
    return true;
  }
}
