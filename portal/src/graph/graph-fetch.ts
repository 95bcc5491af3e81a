import { currentLanguage } from '../i18n/i18n.ts';
import { accessToken, renew } from '../session/session-store.ts';
import { textOf } from './document.ts';

/** Longest wait that a 429 may ask for before the page rather tells the user. */
const PATIENCE_SECONDS = 5;

/** `fetch` for the graph: with the user's token, renewed once when it is refused, and waiting once when the gateway says to. */
export async function graphFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const first = await send(input, init);
  if (first.status === 401 && (await accessToken()) !== null) {
    await renew();
    return send(input, init);
  }
  const wait = Number(first.headers.get('retry-after') ?? Number.NaN);
  if (first.status === 429 && wait <= PATIENCE_SECONDS) {
    await new Promise((done) => setTimeout(done, wait * 1000));
    return send(input, init);
  }
  return first;
}

async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const token = await accessToken();
  const headers = new Headers(init.headers);
  headers.set('accept-language', currentLanguage());
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers, body: asGenerated(init.body) });
}

/** The document to the byte as it was generated: urql prints its own. */
function asGenerated(body: BodyInit | null | undefined): BodyInit | null {
  if (typeof body !== 'string') return body ?? null;
  const request = JSON.parse(body) as { readonly operationName?: string; readonly query?: string };
  const text = textOf(request.operationName);
  return text === undefined ? body : JSON.stringify({ ...request, query: text });
}
