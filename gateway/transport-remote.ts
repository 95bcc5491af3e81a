import { Pool } from 'undici';
import { remainingMs } from './deadline.ts';
import { GatewayError } from './errors.ts';
import { subgraphVariablesText } from './subgraph-variables.ts';
import { requestOnce } from './transport-http.ts';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from './types.ts';

export interface RemoteTransportOptions {
  readonly name: string;
  /** `http:` or `https:`; the only host that is ever dialled for this subgraph. */
  readonly url: string;
  /** Proof of who asks, over the exact body: the only headers beside the forwarded ones. */
  readonly sign?: (
    request: SubgraphRequest,
    body: string,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Client headers that go on to this subgraph, lower case. Default: `accept-language`, `traceparent`, `tracestate`. */
  readonly forwardHeaders?: readonly string[];
  /** Default 10,000 ms; never longer than what is left of the request's deadline. */
  readonly timeoutMs?: number;
  /** Larger answers are cut off and refused. Default 16 MiB. */
  readonly maxResponseBytes?: number;
  /** Connections kept to this subgraph. Default 64. */
  readonly connections?: number;
}

const DEFAULT_FORWARD = ['accept-language', 'traceparent', 'tracestate'];

/**
 * A subgraph over HTTP, by a pool of kept-alive connections. Redirects are refused, not followed: they would carry internal headers to
 * wherever a subgraph says. Rejects with `GatewayError`: SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT or SUBGRAPH_BAD_ANSWER.
 */
export function remoteTransport(options: RemoteTransportOptions): SubgraphTransport {
  const { name, timeoutMs = 10_000, maxResponseBytes = 16 * 1024 * 1024 } = options;
  const forward = options.forwardHeaders ?? DEFAULT_FORWARD;
  const url = new URL(options.url);
  const pool = new Pool(url.origin, {
    connections: options.connections ?? 64,
    pipelining: 1,
    keepAliveTimeout: 30_000,
  });
  const path = url.pathname + url.search;
  return {
    async execute(request) {
      const body = bodyOf(request);
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      };
      for (const header of forward) {
        const value = request.context.headers[header];
        if (value !== undefined) headers[header] = value;
      }
      if (options.sign !== undefined) Object.assign(headers, await options.sign(request, body));
      const answer = await requestOnce(pool, {
        subgraph: name,
        path,
        headers,
        body,
        timeoutMs: remainingMs(request, timeoutMs),
        maxResponseBytes,
        signal: request.context.signal,
        turn: request.context.turn,
      });
      return parseAnswer(name, answer.status, answer.text);
    },
    close: () => pool.close(),
  };
}

function bodyOf(request: SubgraphRequest): string {
  const { query, operationName } = request;
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return `{"query":${JSON.stringify(query)},${name}"variables":${subgraphVariablesText(request)}}`;
}

/** An answer counts as one when it is a GraphQL response, whatever its 4xx or 5xx status; a redirect or anything else never does. */
function parseAnswer(subgraph: string, status: number, text: string): SubgraphResponse {
  const bad = (cause: unknown): GatewayError =>
    new GatewayError('SUBGRAPH_BAD_ANSWER', { params: { subgraph }, cause });
  if (status >= 300 && status < 400) throw bad(`status ${status}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw status >= 500
      ? new GatewayError('SUBGRAPH_UNAVAILABLE', { params: { subgraph }, cause: `status ${status}` })
      : bad(error);
  }
  if (!isResponse(parsed)) throw bad(`status ${status}`);
  return parsed;
}

function isResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  if (
    errors !== undefined &&
    !(Array.isArray(errors) && errors.every((error) => typeof error === 'object' && error !== null))
  ) {
    return false;
  }
  return (data !== undefined && typeof data === 'object' && !Array.isArray(data)) || Array.isArray(errors);
}
