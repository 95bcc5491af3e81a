import { createInternalVerifier } from '../../auth/tokens/internal.ts';
import { createSubgraph } from '../../subgraphs/create-subgraph.ts';
import { subgraphs } from '../../subgraphs/registry.ts';
import { createFoundation } from '../create-platform.ts';
import { listen } from '../http-server.ts';
import { createPlatformLog } from '../log.ts';
import { subgraphHandler } from '../subgraph-server.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed } from './with-operations.ts';

interface SubgraphOptions extends PlatformChoice {
  readonly port: number;
  readonly platform: string;
}

/** `mudan subgraph NAME`: one subgraph over HTTP on the platform's database. It answers requests with an internal token only. */
export async function subgraph(name: string, options: SubgraphOptions): Promise<void> {
  const definition = subgraphs.find((one) => one.name === name);
  if (!definition)
    throw new UserError(`There is no subgraph ${name}. Known: ${subgraphs.map((one) => one.name).join(', ')}.`);
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  const log = createPlatformLog(config);
  const foundation = await createFoundation(config, log);
  const running = await createSubgraph(definition, foundation);
  await foundation.kernel.start();
  const root = Buffer.from(foundation.auth.internal.rootFor(name), 'base64url');
  const verifier = createInternalVerifier(root, name, { now: () => new Date() });
  const server = await listen({
    host: '127.0.0.1',
    port: options.port,
    routes: [{ prefix: '/', handle: subgraphHandler(running, verifier) }],
    log,
  });
  console.log(`http://127.0.0.1:${server.port}/`);
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await server.close();
  await foundation.close();
}
