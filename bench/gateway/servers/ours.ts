import { createGatewayServer } from '../../../gateway/front-server.ts';
import { limitsFrom } from '../../../gateway/limits/defaults.ts';
import { withResilience } from '../../../gateway/limits/resilience.ts';
import { PlatformGateway } from '../../../gateway/platform-gateway.ts';
import { createLogger } from '../../../gateway/telemetry/logger.ts';
import { createGatewayMetrics } from '../../../gateway/telemetry/metrics.ts';
import { remoteTransport } from '../../../gateway/transport-remote.ts';
import { benchServices, benchSupergraph } from '../compose.ts';
import { createVerifier } from '../token.ts';

/**
 * Our gateway as a platform runs it: authentication, limits, resilience and metrics on. Only what one caller may do is made endless, since one stands for
 * a crowd here, and lateness that the machine's other work makes is no overload.
 */
const [, , origin = '', variant = 'hot'] = process.argv;
const limits = {
  ratePoints: 1e12,
  heavyCost: 1e12,
  maxEventLoopDelayMs: 10_000,
  ...(variant.startsWith('cold') ? { hotDocuments: 0 } : {}),
};
const metrics = createGatewayMetrics();
const gateway = new PlatformGateway({
  supergraphSdl: benchSupergraph(origin),
  services: benchServices(origin),
  transports: withResilience(({ name, url = '' }) => remoteTransport({ name, url }), {
    limits: limitsFrom(limits),
    metrics,
  }),
  engine: { dedupe: variant.endsWith('dedupe') },
});
await gateway.load();
const { port } = await createGatewayServer({
  gateway,
  metrics,
  limits,
  authenticate: createVerifier(),
  logger: createLogger({ level: 'warn' }),
  port: 0,
});
process.send?.({ port });
process.on('disconnect', () => process.exit(0));
