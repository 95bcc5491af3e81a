import { serveOrders } from './helper.ts';
import { type LoadResult, OrdinaryLoad } from './load.ts';

export interface LoadOrder {
  readonly milliseconds: number;
  readonly perSecond: number;
}

const [, , url = ''] = process.argv;
const load = new OrdinaryLoad(url);
serveOrders<LoadOrder, LoadResult>('ready', async ({ milliseconds, perSecond }) => {
  const result = await load.run(milliseconds, perSecond);
  // Between two windows, so that it happens in none.
  globalThis.gc?.();
  return result;
});
