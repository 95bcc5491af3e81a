import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { CROSSING_SCOPES } from '../../auth/policy.ts';
import { signJwt } from '../../auth/tokens/jwt.ts';
import { createFront } from '../../gateway/front.ts';
import { authenticator } from '../../platform/authenticate.ts';
import { createPlatform } from '../../platform/create-platform.ts';
import { anonymousClaims, identityOf } from '../../platform/graph.ts';
import { createPlatformLog } from '../../platform/log.ts';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { loginWithPassword } from '../../test/harness/login.ts';

/**
 * `npm run bench:auth`: verifications a second with cached keys, the exchange over HTTP, and what authentication adds to a request at the
 * gateway (the same query on the same platform with and without it, in turns). Figures of one process beside whatever else runs.
 */
const password = 'correct horse battery';
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
await benchTokens();
await benchGateway();

async function benchTokens(): Promise<void> {
  const mdj = await startAuthServer('mdj');
  const hlj = await startAuthServer('hlj');
  mdj.ports.partnerList.push(hlj.asPartner());
  hlj.ports.partnerList.push(mdj.asPartner());
  await mdj.auth.accounts.create({
    id: 'mdj:account:R',
    logins: ['r'],
    name: 'R',
    password,
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
  const { accessToken } = await loginWithPassword({ issuer: `${mdj.base}/oidc`, username: 'r', password });
  await verifications(mdj, accessToken);
  await exchanges(mdj, hlj);
  await Promise.all([mdj.close(), hlj.close()]);
}

async function verifications(mdj: AuthServer, seen: string): Promise<void> {
  const verify = (token: string) => mdj.auth.verify.verifyUser({ scheme: 'Bearer', token });
  const fresh = await Promise.all(Array.from({ length: 3000 }, (_, index) => mintedToken(mdj, index)));
  for (const concurrency of [1, 16]) {
    const half = fresh.splice(0, 1500);
    await timed(
      `first sight of a token (one ES256 verification, keys cached), ${concurrency} at once`,
      concurrency,
      half.length,
      () => verify(half.pop() ?? ''),
    );
    await timed(`a token that was seen within the minute, ${concurrency} at once`, concurrency, 50_000, () =>
      verify(seen),
    );
  }
}

/** An access token like those of the provider, of its own key. */
function mintedToken(mdj: AuthServer, index: number): Promise<string> {
  const claims = {
    iss: `${mdj.base}/oidc`,
    aud: `${mdj.base}/graphql`,
    sub: 'mdj:account:R',
    client_id: 'bench',
    jti: String(index),
    av: 1,
    scopes: [],
  };
  return signJwt(mdj.auth.keys.oidc.current(), 'at+jwt', claims, 600, new Date());
}

async function timed(label: string, concurrency: number, total: number, work: () => Promise<unknown>): Promise<void> {
  let left = total;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
  console.log(`${label}: ${Math.round((total / (performance.now() - started)) * 1000)} verifications/s`);
}

async function exchanges(mdj: AuthServer, hlj: AuthServer): Promise<void> {
  const partner = hlj.asPartner();
  const target = { method: 'POST', url: `${hlj.base}/partner/v1` };
  const user = { kind: 'user', subject: 'mdj:account:R', home: 'mdj', scopes: CROSSING_SCOPES };
  const times: number[] = [];
  for (let index = 0; index < 550; index += 1) {
    mdj.auth.exchange.client.forget(partner);
    const started = performance.now();
    await mdj.auth.exchange.client.userHeaders(user, partner, CROSSING_SCOPES, target);
    if (index >= 50) times.push(performance.now() - started);
  }
  console.log(
    `exchange over HTTP, both sides in one process: p50 ${quantile(times, 0.5)} ms, p99 ${quantile(times, 0.99)} ms`,
  );
}

async function benchGateway(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mudan-bench-auth-'));
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const origin = `http://localhost:${port}`;
  const info = {
    id: 'mdj',
    name: { zh: '牡丹江', en: 'Mudanjiang' },
    level: 'CITY',
    parent: null,
    timeZone: 'Asia/Shanghai',
  } as const;
  const config = {
    ...info,
    host: '127.0.0.1',
    port,
    origin,
    dataDir,
    mongodbUri: null,
    demo: false,
    scale: 1,
    clockStartsAt: null,
    network: [{ ...info, origin }],
  };
  const platform = await createPlatform(config, createPlatformLog(config));
  await platform.start();
  await platform.auth.accounts.create({
    logins: ['r'],
    name: 'R',
    password,
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
  const anonymous = identityOf(anonymousClaims('mdj'));
  const gateway = platform.graph.gateway;
  const withAuth = createFront({ gateway, authenticate: authenticator(platform.auth.verify, 'mdj', origin) });
  const without = createFront({ gateway, authenticate: async () => anonymous });
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/oidc')) platform.auth.oidcCallback(request, response);
    else if (request.url === '/without') {
      request.url = '/graphql';
      without.handler(request, response);
    } else withAuth.handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { accessToken } = await loginWithPassword({ issuer: `${origin}/oidc`, username: 'r', password });
  await compare(origin, accessToken);
  await closeAll(server, [withAuth, without]);
  await platform.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function compare(origin: string, token: string): Promise<void> {
  const pool = new Pool(origin, { connections: 1 });
  const body = JSON.stringify({ query: '{ platform { id level } }' });
  const ask = async (path: string): Promise<number> => {
    const headers = {
      'content-type': 'application/json',
      ...(path === '/graphql' ? { authorization: `Bearer ${token}` } : {}),
    };
    const started = performance.now();
    const response = await pool.request({ path, method: 'POST', headers, body });
    const text = await response.body.text();
    if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(text);
    return performance.now() - started;
  };
  const times = { '/graphql': [] as number[], '/without': [] as number[] };
  for (let round = 0; round < 3000; round += 1) {
    for (const path of ['/graphql', '/without'] as const) {
      const took = await ask(path);
      if (round >= 500) times[path].push(took);
    }
  }
  const [on, off] = [quantile(times['/graphql'], 0.5), quantile(times['/without'], 0.5)];
  console.log(
    `gateway, one connection, { platform { id level } }: p50 ${on} ms with a token, ${off} ms without authentication; overhead ${(on - off).toFixed(2)} ms`,
  );
  await pool.close();
}

async function closeAll(server: Server, fronts: readonly { close(): void }[]): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  for (const front of fronts) front.close();
}

function quantile(times: readonly number[], q: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(2));
}
