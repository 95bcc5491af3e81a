import { readFileSync } from 'node:fs';
import { createGatewayServer, drainOnSignals } from '../../gateway/front-server.ts';
import { PlatformGateway } from '../../gateway/platform-gateway.ts';
import { remoteTransport } from '../../gateway/transport-remote.ts';
import type { Identity, SubgraphRequest } from '../../gateway/types.ts';
import { contractNames } from '../../schema/compose.ts';
import { subgraphSdl } from '../../subgraphs/create-subgraph.ts';
import { authenticator } from '../authenticate.ts';
import { createFoundation } from '../create-platform.ts';
import { callerOf } from '../graph.ts';
import { createPlatformLog } from '../log.ts';
import { INTERNAL_TOKEN_HEADER } from '../subgraph-server.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed } from './with-operations.ts';

interface GatewayOptions extends PlatformChoice {
  readonly supergraph: string;
  readonly port: number;
  readonly platform: string;
  /** False with `--no-authentication`. */
  readonly authentication: boolean;
}

/** Everybody, with nothing to prove: only for `--no-authentication`. */
const everybody: Identity = { key: 'everybody', scopes: new Set(), anonymous: true, claims: null };

/** `mudan gateway`: the gateway alone over the HTTP subgraphs that the supergraph names. With authentication it needs the platform's database (`MONGODB_URI`). */
export async function gateway(options: GatewayOptions): Promise<void> {
  const supergraphSdl = read(options.supergraph);
  const security = options.authentication ? await withAuthentication(options) : null;
  const engine = new PlatformGateway({
    supergraphSdl,
    services: security?.services ?? [],
    unrestricted: security === null,
    transports: ({ name, url }) => {
      if (!url || !/^https?:/.test(url))
        throw new UserError(`The supergraph gives no HTTP address for the subgraph ${name}.`);
      return remoteTransport({
        name,
        url,
        ...(security ? { sign: (request: SubgraphRequest, body: string) => security.sign(name, request, body) } : {}),
      });
    },
  });
  await engine.load();
  const server = await createGatewayServer({
    gateway: engine,
    authenticate: security?.authenticate ?? (async () => everybody),
    port: options.port,
    development: !options.authentication,
  });
  console.log(server.url);
  drainOnSignals(server, () => {
    void Promise.all([engine.stop(), security?.close()]).then(() => process.exit(0));
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

async function withAuthentication(options: GatewayOptions) {
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  const { auth, close } = await createFoundation(config, createPlatformLog(config));
  return {
    services: contractNames().map((name) => ({ name, sdl: subgraphSdl(name) })),
    authenticate: authenticator(auth.verify, config.id, config.origin),
    sign: (subgraph: string, request: SubgraphRequest, body: string) => ({
      [INTERNAL_TOKEN_HEADER]: auth.internal.signer.seal(subgraph, callerOf(request.context), body),
    }),
    close,
  };
}
