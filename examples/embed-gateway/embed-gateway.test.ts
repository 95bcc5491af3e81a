import { afterAll, beforeAll, expect, it } from 'vitest';
import { startExample } from './main.ts';

let server: Awaited<ReturnType<typeof startExample>>;
beforeAll(async () => {
  server = await startExample(0);
});
afterAll(() => server.stop());

async function ask(query: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

it('serves the embedded gateway', async () => {
  expect(await ask('{ boats { name log } }', { authorization: 'Bearer captain' })).toEqual({
    data: { boats: [{ name: 'Peony', log: 'log of boat 1' }] },
  });
  expect(await ask('{ boats { name } }')).toEqual({ data: { boats: [{ name: 'Peony' }] } });
  expect(await ask('{ boats { name log } }')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});
