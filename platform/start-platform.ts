import { createFront } from '../gateway/front.ts';
import { authenticator } from './authenticate.ts';
import type { PlatformConfig } from './config.ts';
import { serveControl } from './control.ts';
import { createPlatform, type Platform } from './create-platform.ts';
import { erasureRoute } from './erasure-route.ts';
import { filesRoute } from './files-route.ts';
import { type ListeningServer, listen, type Route } from './http-server.ts';
import { createPlatformLog } from './log.ts';
import type { Progress } from './operations.ts';
import { partnerEndpoint } from './partner-endpoint.ts';
import { exportPerson } from './personal-data.ts';
import { personalDataRoute } from './personal-data-route.ts';
import { platformOperations } from './platform-operations.ts';
import { platformPortal } from './portal/platform-portal.ts';

export interface RunningPlatform {
  /** True when this start filled an empty platform. */
  readonly seeded: boolean;
  close(): Promise<void>;
}

/** Brings one platform up: rooms, seed when it is an empty demo, control socket, HTTP. Resolves when its graph answers. */
export async function startPlatform(config: PlatformConfig, progress: Progress): Promise<RunningPlatform> {
  const log = createPlatformLog(config);
  const platform = await createPlatform(config, log);
  try {
    const operations = platformOperations(platform);
    await platform.start();
    const counts = config.demo ? await operations.seed(config.scale, progress) : {};
    const control = await serveControl(config.dataDir, operations);
    const { server, drain } = await serveHttp(platform);
    return {
      seeded: Object.keys(counts).length > 0,
      close: async () => {
        await control.close();
        await drain();
        await server.close();
        await platform.close();
      },
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}

async function serveHttp(platform: Platform): Promise<{ readonly server: ListeningServer; drain(): Promise<void> }> {
  const { config, auth, kernel, graph, registry, metrics, settings, log } = platform;
  const { tracing, ...others } = settings;
  const authenticate = authenticator(auth.verify, config.id, config.origin);
  const front = createFront({
    gateway: graph.gateway,
    authenticate,
    metrics,
    development: config.demo,
    observe: registry.seen.observe,
    trusted: registry.trusted,
    ...others,
    ...(tracing === undefined ? {} : { tracing }),
  });
  const authRoute: Route['handle'] = async (request, response) => {
    if (!(await auth.handle(request, response))) response.writeHead(404).end();
  };
  const routes: readonly Route[] = [
    { prefix: '/graphql', handle: front.handler },
    { prefix: '/oidc', handle: auth.oidcCallback },
    { prefix: '/.well-known', handle: authRoute },
    { prefix: '/federation', handle: authRoute },
    { prefix: '/partner', handle: authRoute },
    { prefix: '/partner/v1', handle: partnerEndpoint(platform) },
    { prefix: '/files', handle: filesRoute(kernel, authenticate) },
    { prefix: '/account/data', handle: personalDataRoute(auth.verify, (id) => exportPerson(platform, id)) },
    { prefix: '/account/erasure', handle: erasureRoute(platform) },
    ...platform.subgraphs.flatMap(({ routes }) =>
      Object.entries(routes ?? {}).map(([prefix, handle]) => ({ prefix, handle })),
    ),
    { prefix: '/live', handle: front.live },
    { prefix: '/ready', handle: front.ready },
    { prefix: '/metrics', handle: front.metricsHandler },
    { prefix: '/', handle: await platformPortal(config, registry.trust) },
  ];
  const server = await listen({ host: config.host, port: config.port, routes, log });
  return {
    server,
    drain: async () => {
      await front.drain();
      front.close();
    },
  };
}
