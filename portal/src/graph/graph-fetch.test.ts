import { describe, expect, it } from 'vitest';
import { document } from './document.ts';
import { createGraphFetch } from './graph-fetch.ts';

/** A platform that gives these answers in turn, and the requests that it got. */
function platform(answers: readonly Response[], token: string | null = 'old') {
  const requests: Request[] = [];
  let current = token;
  let renewals = 0;
  const graphFetch = createGraphFetch({
    accessToken: async () => current,
    renew: async () => {
      renewals += 1;
      current = 'new';
    },
    language: () => 'zh',
    fetch: async (input, init) => {
      requests.push(new Request(input as string, init));
      return answers[requests.length - 1] as Response;
    },
  });
  return {
    requests,
    renewals: () => renewals,
    ask: (body = '{}') => graphFetch('http://localhost/graphql', { method: 'POST', body }),
  };
}

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response('{}', { status, headers });

describe('fetch for the graph', () => {
  it('sends the token and the language', async () => {
    const { ask, requests } = platform([answer(200)]);
    await ask();
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer old');
    expect(requests[0]?.headers.get('accept-language')).toBe('zh');
  });

  it('renews a refused token once, and no more', async () => {
    const { ask, requests, renewals } = platform([answer(401), answer(401)]);
    expect((await ask()).status).toBe(401);
    expect(renewals()).toBe(1);
    expect(requests.map((request) => request.headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
  });

  it('leaves a visitor’s 401 to the page', async () => {
    const { ask, renewals } = platform([answer(401)], null);
    expect((await ask()).status).toBe(401);
    expect(renewals()).toBe(0);
  });

  it('waits once when the gateway says for how long, if that is short', async () => {
    const busy = platform([answer(429, { 'retry-after': '0' }), answer(200)]);
    expect((await busy.ask()).status).toBe(200);
    const long = platform([answer(429, { 'retry-after': '60' })]);
    expect((await long.ask()).status).toBe(429);
    const silent = platform([answer(429)]);
    expect((await silent.ask()).status).toBe(429);
  });

  it('sends a document as it was generated, whatever the client printed', async () => {
    const text = 'query Exact {\n  __typename\n}';
    document('Exact', text);
    const { ask, requests } = platform([answer(200)]);
    await ask(JSON.stringify({ operationName: 'Exact', query: 'query Exact{__typename}', variables: { a: 1 } }));
    expect(await requests[0]?.json()).toEqual({ operationName: 'Exact', query: text, variables: { a: 1 } });
  });
});
