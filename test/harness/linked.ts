import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { type Auth, createAuth } from '../../auth/create-auth.ts';
import { CROSSING_SCOPES, requiresAdmission } from '../../auth/policy.ts';
import { sealCaller } from '../../kernel/caller.ts';
import type { PlatformInfo } from '../../kernel/types.ts';
import { createLink, type Link, openLinkModels } from '../../link/create-link.ts';
import { createPartnerEndpoint } from '../../link/endpoint/handler.ts';
import type { OwnGraph } from '../../link/endpoint/own-graph.ts';
import { type AuthStores, openAuthStores } from '../../platform/auth-store.ts';
import { callerClaims } from '../../platform/authenticate.ts';
import { localCallers } from '../../platform/partner-endpoint.ts';
import { loadAdmissions } from '../../platform/seed/admissions.ts';
import { runTransaction } from '../../storage/index.ts';
import { type TestKernel, type TestKernelOptions, testKernel, testLog } from './kernel.ts';

/** A platform with kernel, auth and link on an embedded store behind HTTP; its graph is what the test gives. */
export interface LinkedPlatform extends TestKernel {
  readonly info: PlatformInfo;
  readonly base: string;
  readonly auth: Auth;
  readonly stores: AuthStores;
  readonly link: Link;
  /** Registers the other platform here, pinned by its key. */
  pin(other: LinkedPlatform): Promise<void>;
  /** This platform's side of an accepted second-level registration. */
  admit(accountId: string, from: string, to: string): Promise<void>;
  /** Stops and starts answering HTTP, on the same port. */
  listen(on: boolean): Promise<void>;
}

const NO_GRAPH: OwnGraph = {
  schema: () => buildSchema('type Query { nothing: Int }'),
  run: async () => ({ errors: [{ message: 'this test has no graph' }] }),
};

export async function startLinked(
  info: PlatformInfo,
  options: TestKernelOptions & { readonly graph?: OwnGraph } = {},
): Promise<LinkedPlatform> {
  let link: Link | undefined;
  let auth: Auth | undefined;
  const made = <T>(part: T | undefined): T => {
    if (!part) throw new Error('not made yet');
    return part;
  };
  const partners = {
    call: ((...args) => made(link).call(...args)) as Link['call'],
    deliver: ((...args) => made(link).deliver(...args)) as Link['deliver'],
    list: () => made(link).list(),
    get operations() {
      return made(made(link).operations);
    },
  };
  const test = await testKernel({ ...options, platform: info, partners: () => partners });
  const { kernel } = test;
  const stores = await openAuthStores({
    connection: kernel.connection,
    transaction: (work) => runTransaction(kernel.connection, work),
    kernel,
    messages: { send: async () => undefined },
  });
  const models = await openLinkModels(kernel.connection);
  link = createLink({
    kernel,
    models,
    partners: stores.partners,
    exchange: () => made(auth).exchange.client,
    sign: (claims) => made(auth).signCheckpoint(claims),
  });
  for (const job of link.jobs) kernel.job(job);
  let endpoint: ReturnType<typeof createPartnerEndpoint> | undefined;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/partner/v1') return void made(endpoint)(request, response);
    void made(auth)
      .handle(request, response)
      .then((done) => done || response.writeHead(404).end());
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const base = `http://localhost:${port}`;
  auth = await createAuth({
    platformId: info.id,
    platformName: info.name,
    level: info.level,
    parent: info.parent,
    base,
    ports: stores.ports,
    clock: { now: () => new Date() },
    allowPrivateAddresses: true,
  });
  endpoint = createPartnerEndpoint({
    base,
    kernel,
    models,
    graph: options.graph ?? NO_GRAPH,
    verify: auth.verify,
    partners: stores.partners,
    seal: (claims, correlationId) => sealCaller({ ...callerClaims(claims), locale: 'zh', correlationId }),
    callerOf: localCallers(auth),
    log: testLog,
  });
  return {
    ...test,
    info,
    base,
    auth,
    stores,
    link,
    pin: (other) =>
      stores.partners.pin({
        platform: other.info.id,
        baseUrl: other.base,
        name: other.info.name,
        level: other.info.level,
        parent: other.info.parent,
        pinnedKeys: made(other.auth).keys.federation.publicJwks().keys as Record<string, unknown>[],
        scopes: CROSSING_SCOPES,
        requiresAdmission: requiresAdmission(info, other.info),
        blocked: false,
      }),
    admit: (accountId, home, to) =>
      loadAdmissions(kernel.connection, info.id, [
        { accountId, unitId: null, home, to, key: accountId, at: kernel.clock.now() },
      ]),
    listen: async (on) => {
      if (on) return listen(port);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await made(link).close();
      made(auth).close();
      await test.close();
    },
  };
}
