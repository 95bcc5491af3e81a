import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Auth, type AuthOptions, createAuth } from '../../auth/create-auth.ts';
import { CROSSING_SCOPES } from '../../auth/policy.ts';
import type { AuthClock, PartnerRecord } from '../../auth/ports.ts';
import { type MemoryPorts, memoryPorts } from './memory-ports.ts';

/** One platform's auth behind a real HTTP server on a free port, with its ports in memory. */
export interface AuthServer {
  readonly id: string;
  readonly base: string;
  /** Where this server listens: its base, unless it is another replica's. */
  readonly address: string;
  /** Told the path of every request. */
  onRequest: (path: string) => void;
  readonly auth: Auth;
  readonly ports: MemoryPorts;
  /** This server as a partner of another: pinned by its federation key. */
  asPartner(changes?: Partial<PartnerRecord>): PartnerRecord;
  close(): Promise<void>;
}

/** A clock that stands until a test moves it. */
export function movableClock(start = new Date()): AuthClock & { move(seconds: number): void } {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    move: (seconds) => {
      now += seconds * 1000;
    },
  };
}

export async function startAuthServer(
  id: string,
  options: Partial<AuthOptions> & { readonly ports?: MemoryPorts; readonly port?: number } = {},
): Promise<AuthServer> {
  const ports = options.ports ?? memoryPorts();
  let auth: Auth;
  let made: AuthServer | undefined;
  const server: Server = createServer((request, response) => {
    made?.onRequest((request.url ?? '').split('?', 1)[0] ?? '');
    if ((request.url ?? '').startsWith('/oidc/')) return auth.oidcCallback(request, response);
    void auth.handle(request, response).then((done) => {
      if (!done) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  const base = options.base ?? address;
  const faults: unknown[] = [];
  auth = await createAuth({
    platformId: id,
    platformName: { zh: id, en: id },
    level: 'CITY',
    parent: null,
    clock: { now: () => new Date() },
    allowPrivateAddresses: true,
    onError: (error) => faults.push(error),
    ...options,
    base,
    ports,
  });
  made = {
    id,
    base,
    address,
    onRequest: () => undefined,
    auth,
    ports,
    asPartner: (changes = {}) => ({
      platform: id,
      baseUrl: base,
      name: { zh: id, en: id },
      level: 'CITY',
      parent: null,
      pinnedKeys: auth.keys.federation.publicJwks().keys as PartnerRecord['pinnedKeys'],
      scopes: CROSSING_SCOPES,
      blocked: false,
      ...changes,
    }),
    close: async () => {
      auth.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (faults.length > 0) throw new AggregateError(faults, `auth of ${id} had faults`);
    },
  };
  return made;
}
