import { serveOrders } from './helper.ts';
import { type LoadResult, OrdinaryLoad } from './load.ts';

export interface LoadOrder {
  readonly milliseconds: number;
  readonly perSecond: number;
}

const [, , url = ''] = process.argv;
const load = new OrdinaryLoad(url);
serveOrders<LoadOrder, LoadResult>('ready', ({ milliseconds, perSecond }) => load.run(milliseconds, perSecond));
