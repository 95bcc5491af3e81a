// A partner platform in plain JavaScript: `node examples/partner/server.js --port 4900 --peers peers.json`.
// It shares nothing with mudan's code but the contract, schema/partner/v1.graphql, and needs only node and the package `graphql`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createContract } from './contract.js';
import { newKey, signJwt, verifyJwt } from './jwt.js';
import { createReplayMemory, createTokenCheck, createTokenEndpoint, OAuthError } from './tokens.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4900' },
    peers: { type: 'string' },
    id: { type: 'string', default: 'demo' },
  },
});
const base = `http://localhost:${values.port}`;
const platform = {
  id: values.id,
  nameZh: '示例合作平台',
  nameEn: 'Example partner',
  level: 'CITY',
  parent: null,
  timeZone: 'Asia/Shanghai',
};
const federationKey = newKey();
const signingKey = newKey();
const claimOnce = createReplayMemory();

/** `[{ platform, base, keys: [public JWK of its federation key] }]`: whom we trust, pinned by key. */
const peerList = values.peers ? JSON.parse(readFileSync(values.peers, 'utf8')) : [];
const peers = {
  find: (wanted) => {
    const peer = peerList.find((one) => one.base === wanted);
    if (!peer) throw new Error('not registered');
    return { ...peer, keys: () => signingKeys(peer) };
  },
};
const cache = new Map();

/** A peer's signing keys out of its entity configuration, which its pinned key must have signed; kept for ten seconds. */
async function signingKeys(peer) {
  const known = cache.get(peer.base);
  if (known && known.until > Date.now()) return known.keys;
  const response = await fetch(`${peer.base}/.well-known/openid-federation`, {
    redirect: 'error',
    signal: AbortSignal.timeout(3000),
  });
  const claims = verifyJwt((await response.text()).trim(), peer.keys, {
    typ: 'entity-statement+jwt',
    iss: peer.base,
    aud: null,
    maxAge: 86_400,
  });
  const { keys } = claims.metadata.mudan_platform.jwks;
  cache.set(peer.base, { keys, until: Date.now() + 10_000 });
  return keys;
}

const token = createTokenEndpoint({ base, key: signingKey, peers, claimOnce });
const caller = createTokenCheck({ base, key: signingKey, claimOnce });
const contract = createContract({
  platform,
  schemaFile: fileURLToPath(new URL('../../schema/partner/v1.graphql', import.meta.url)),
});

function entityConfiguration() {
  const { id, nameZh, nameEn, level, parent } = platform;
  const metadata = {
    platform: id,
    name: { zh: nameZh, en: nameEn },
    level,
    parent,
    contract_endpoint: `${base}/partner/v1`,
    token_endpoint: `${base}/partner/token`,
    contract_versions: [1],
    jwks: { keys: [signingKey.jwk] },
  };
  return signJwt(
    federationKey,
    'entity-statement+jwt',
    { iss: base, sub: base, jwks: { keys: [federationKey.jwk] }, metadata: { mudan_platform: metadata } },
    86_400,
  );
}

async function body(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > 1_048_576) throw new OAuthError('invalid_request');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const json = (response, status, value) =>
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));

const routes = {
  'GET /.well-known/openid-federation': (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/entity-statement+jwt' }).end(entityConfiguration()),
  'GET /partner/jwks': (_request, response) => json(response, 200, { keys: [signingKey.jwk] }),
  'POST /partner/token': async (request, response) =>
    json(response, 200, await token(new URLSearchParams(await body(request)), request.headers.dpop)),
  'POST /partner/v1': async (request, response) => {
    const claims = caller(request.headers);
    const { query, variables } = JSON.parse(await body(request));
    json(response, 200, await contract(query, variables, claims));
  },
};

createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url.split('?')[0]}`];
  if (!route) return json(response, 404, { error: 'not_found' });
  try {
    await route(request, response);
  } catch (error) {
    if (error instanceof OAuthError) {
      const known =
        request.url === '/partner/v1'
          ? { errors: [{ message: error.code, extensions: { code: 'UNAUTHENTICATED' } }] }
          : { error: error.code };
      json(response, error.status, known);
    } else json(response, 400, { error: 'invalid_request' });
  }
}).listen(Number(values.port), '127.0.0.1', () => {
  console.log(JSON.stringify({ platform: platform.id, base, federationKey: federationKey.jwk }));
});
