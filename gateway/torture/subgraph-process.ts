import { serveOrders } from './helper.ts';
import { startWorldSubgraphs } from './subgraphs.ts';

const { url } = await startWorldSubgraphs();
serveOrders(url, async () => undefined);
