import { textOf } from './document.ts';

/** Longest wait that a 429 may ask for before the page rather tells the user: the gateway's window (docs/gateway-limits.md). */
const PATIENCE_SECONDS = 10;

export interface GraphFetchParts {
  /** A token that is good now; null for a visitor. */
  readonly accessToken: () => Promise<string | null>;
  readonly renew: () => Promise<void>;
  readonly language: () => string;
  readonly fetch: typeof fetch;
}

/** `fetch` for the graph: with the user's token, renewed once when it is refused, and waiting once when the gateway says for how long. */
export function createGraphFetch(parts: GraphFetchParts): typeof fetch {
  return async (input, init) => {
    const first = await send(parts, input, init);
    if (first.status === 401 && (await parts.accessToken()) !== null) {
      // An answer that nobody reads keeps its connection.
      await first.body?.cancel();
      await parts.renew();
      return send(parts, input, init);
    }
    const wait = Number(first.headers.get('retry-after') ?? Number.NaN);
    if (first.status === 429 && wait <= PATIENCE_SECONDS) {
      await first.body?.cancel();
      await new Promise((done) => setTimeout(done, wait * 1000));
      return send(parts, input, init);
    }
    return first;
  };
}

async function send(parts: GraphFetchParts, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const token = await parts.accessToken();
  const headers = new Headers(init.headers);
  headers.set('accept-language', parts.language());
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return parts.fetch(input, { ...init, headers, body: asGenerated(init.body) });
}

/** The document to the byte as it was generated: urql prints its own. */
function asGenerated(body: BodyInit | null | undefined): BodyInit | null {
  if (typeof body !== 'string') return body ?? null;
  const request = JSON.parse(body) as { readonly operationName?: string; readonly query?: string };
  const text = textOf(request.operationName);
  return text === undefined ? body : JSON.stringify({ ...request, query: text });
}
