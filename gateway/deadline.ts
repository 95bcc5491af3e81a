import { GatewayError } from './errors.ts';
import type { SubgraphRequest } from './types.ts';

/** Milliseconds that a fetch may still take: what is left of the request's deadline, and no more than `limitMs`. */
export function remainingMs({ context }: SubgraphRequest, limitMs = Number.POSITIVE_INFINITY): number {
  return Math.min(limitMs, context.deadline - performance.now());
}

/**
 * The work's outcome, or a rejection with SUBGRAPH_TIMEOUT once the request's deadline has passed, or REQUEST_CANCELLED when its client
 * went away. The work itself isn't stopped: whoever can, listens to `context.signal`.
 */
export function withinDeadline<T>(request: SubgraphRequest, work: Promise<T>): Promise<T> {
  const { subgraph, context } = request;
  const left = remainingMs(request);
  if (left === Number.POSITIVE_INFINITY) return work;
  return new Promise((resolve, reject) => {
    const stop = (code: 'SUBGRAPH_TIMEOUT' | 'REQUEST_CANCELLED'): void => {
      done();
      reject(new GatewayError(code, { params: { subgraph } }));
    };
    const cancelled = (): void => stop('REQUEST_CANCELLED');
    const timer = setTimeout(() => stop('SUBGRAPH_TIMEOUT'), Math.max(0, left));
    const done = (): void => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', cancelled);
    };
    if (context.signal.aborted) return cancelled();
    context.signal.addEventListener('abort', cancelled, { once: true });
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
}
