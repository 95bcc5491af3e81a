import { GatewayError } from '../errors.ts';
import type { Limits } from '../limits/defaults.ts';
import { startStack } from '../testing-stack.ts';
import type { Authenticate } from '../types.ts';
import { type RemoteUrls, world } from './world.ts';

/** `reload`: so many new generations one after the other. `stop`: drain and end. */
export type Order = { readonly order: 'reload'; readonly times: number } | { readonly order: 'stop' };
export type Report = { readonly ready: string } | { readonly reloaded: number; readonly failed: string | undefined };

const VARIANTS = 10;
const PAUSE_MS = 50;

/** The gateway under torture, in a process of its own with its default limits, ordered about by `main.ts` over IPC. */
async function main(remotes: RemoteUrls, limits: Partial<Limits>): Promise<void> {
  const authenticate: Authenticate = async ({ authorization }) => {
    const name = typeof authorization === 'string' ? authorization.replace('Bearer ', '') : undefined;
    if (name === undefined) throw new GatewayError('UNAUTHENTICATED');
    return { key: name, scopes: new Set(['user']), anonymous: false, claims: undefined };
  };
  const stack = await startStack(world(remotes, 0), {
    authenticate,
    // Only so that a hanging subgraph is found out within the length of a test.
    limits: { subgraphTimeoutMs: 1_000, ...limits },
  });
  // Composed beforehand, as replicas get their generations: composed elsewhere.
  const generations = Array.from({ length: VARIANTS }, (_, index) => stack.compose(world(remotes, index)));
  const report = (message: Report) => process.send?.(message);
  process.on('message', async (message: Order) => {
    if (message.order === 'stop') {
      await stack.close();
      process.exit(0);
    }
    let reloaded = 0;
    try {
      for (; reloaded < message.times; reloaded++) {
        const next = generations[(reloaded + 1) % VARIANTS];
        if (next !== undefined) await stack.swap(next);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      report({ reloaded, failed: undefined });
    } catch (error) {
      report({ reloaded, failed: String(error) });
    }
  });
  report({ ready: stack.url });
}

const [, , steady = '', shaky = '', limits = '{}'] = process.argv;
await main({ steady, shaky }, JSON.parse(limits));
