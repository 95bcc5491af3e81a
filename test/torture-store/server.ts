import { Store } from '../../storage/embedded/store.ts';
import { WireServer } from '../../storage/embedded/wire/server.ts';

/** The store in a process of its own, to be killed. `full` as a message lets the disk have no more room than it uses now; `roomy` undoes it. */
const [dataDir, socketPath] = process.argv.slice(2);
if (!dataDir || !socketPath) throw new Error('usage: server.ts DATA_DIR SOCKET');

const store = new Store(dataDir);
const server = new WireServer(store);
await server.listen({ path: socketPath });
process.on('message', (message) => {
  if (message === 'full')
    store.sqlite.exec(
      `PRAGMA max_page_count = ${Number(Object.values(store.sqlite.prepare('PRAGMA page_count').get() ?? {})[0]) + 4}`,
    );
  if (message === 'roomy') store.sqlite.exec('PRAGMA max_page_count = 1073741823');
  process.send?.('done');
});
process.send?.('ready');
process.on('disconnect', () => process.exit(1));
