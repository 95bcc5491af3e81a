import { GatewayError } from '../errors.ts';
import type { Limits } from '../limits/defaults.ts';
import { startStack } from '../testing-stack.ts';
import type { Authenticate } from '../types.ts';
import { serveOrders } from './helper.ts';
import { type Strain, StrainGauge } from './strain.ts';
import { type RemoteUrls, world } from './world.ts';

/** `reload`: so many new generations one after the other. `strain`: how is it doing? */
export type VictimOrder = { readonly order: 'reload'; readonly times: number } | { readonly order: 'strain' };
export type VictimReport = { readonly strain: Strain } | { readonly reloaded: number; readonly failed?: string };

const VARIANTS = 10;
const PAUSE_MS = 50;

const authenticate: Authenticate = async ({ authorization }) => {
  const name = typeof authorization === 'string' ? authorization.replace('Bearer ', '') : undefined;
  if (name === undefined) throw new GatewayError('UNAUTHENTICATED');
  return { key: name, scopes: new Set(['user']), anonymous: false, claims: undefined };
};

/** The gateway under torture, with its default limits, in a process of its own. */
async function main(remotes: RemoteUrls, limits: Partial<Limits>): Promise<void> {
  const stack = await startStack(world(remotes, 0), {
    authenticate,
    // Only so that a hanging subgraph is found out within the length of a test.
    limits: { subgraphTimeoutMs: 1_000, ...limits },
  });
  // Composed beforehand, as replicas get their generations: composed elsewhere.
  const generations = Array.from({ length: VARIANTS }, (_, index) => stack.compose(world(remotes, index)));
  const gauge = new StrainGauge();
  const reload = async (times: number): Promise<VictimReport> => {
    let reloaded = 0;
    try {
      for (; reloaded < times; reloaded++) {
        const next = generations[(reloaded + 1) % VARIANTS];
        if (next !== undefined) await stack.swap(next);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      return { reloaded };
    } catch (error) {
      return { reloaded, failed: String(error) };
    }
  };
  process.once('SIGTERM', () => stack.close().finally(() => process.exit()));
  serveOrders<VictimOrder, VictimReport>(stack.url, async (order) =>
    order.order === 'reload' ? reload(order.times) : { strain: gauge.take() },
  );
}

const [, , steady = '', shaky = '', limits = '{}'] = process.argv;
await main({ steady, shaky }, JSON.parse(limits));
