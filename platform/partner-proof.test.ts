import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair } from 'jose';
import { expect, it } from 'vitest';
import { verifyJwt } from '../auth/tokens/jwt.ts';
import { remoteTransport } from '../gateway/transport-remote.ts';
import type { SubgraphRequest } from '../gateway/types.ts';
import { PARTNER_PROOF_HEADER, PARTNER_PROOF_TYPE, partnerProof } from './partner-proof.ts';

it('proves to a partner which platform asks what, and not who', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const sign = partnerProof({
    origin: 'https://mdj.example',
    keys: { current: () => ({ kid: 'k1', privateKey }) },
    now: () => new Date(),
  });
  let seen: { headers: Record<string, unknown>; body: string } = { headers: {}, body: '' };
  const server = createServer((request, response) => {
    let body = '';
    request
      .on('data', (chunk) => (body += chunk))
      .on('end', () => {
        seen = { headers: request.headers, body };
        response.end('{"data":{"tides":1}}');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const transport = remoteTransport({ name: 'tides', url, sign: sign(url) });
  const identity = {
    key: 'mdj:account:wang#3',
    scopes: new Set(['user', 'platform:administer']),
    anonymous: false,
    claims: { name: 'Wang' },
  };
  const context = {
    identity,
    correlationId: 'proof-test',
    locale: 'zh' as const,
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + 10_000,
  };
  const request: SubgraphRequest = { subgraph: 'tides', query: '{ tides }', kind: 'query', variables: {}, context };
  expect(await transport.execute(request)).toEqual({ data: { tides: 1 } });
  const rule = {
    typ: PARTNER_PROOF_TYPE,
    issuer: 'https://mdj.example',
    audience: url,
    requiredClaims: ['body'],
    maxAgeSeconds: 60,
  };
  const { payload } = await verifyJwt(String(seen.headers[PARTNER_PROOF_HEADER]), () => publicKey, rule, new Date());
  expect(payload).toMatchObject({
    authenticated: true,
    body: createHash('sha256').update(seen.body).digest('base64url'),
  });
  expect(JSON.stringify([payload, seen])).not.toMatch(/wang|administer/i);
  await transport.close();
  server.close();
});
