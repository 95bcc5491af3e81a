import { Store } from '../../storage/embedded/store.ts';
import { WireServer } from '../../storage/embedded/wire/server.ts';

/** The store alone in a process: its memory is its own. */
const [dataDir, socketPath] = process.argv.slice(2);
if (!dataDir || !socketPath) throw new Error('usage: server.ts DATA_DIR SOCKET');
const began = performance.now();
const store = new Store(dataDir);
const server = new WireServer(store);
await server.listen({ path: socketPath });
process.on('message', (message) => {
  if (message === 'memory') process.send?.({ rss: process.memoryUsage.rss() });
  if (message === 'close') {
    server.close();
    store.close();
    process.exit(0);
  }
});
process.send?.({ openedMs: performance.now() - began });
process.on('disconnect', () => process.exit(1));
