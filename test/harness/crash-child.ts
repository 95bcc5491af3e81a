import { systemCaller } from '../../kernel/caller.ts';
import { testKernel } from './kernel.ts';

/**
 * A process that is there to be killed: runs commands on the data directory it is given and prints each number once it is acknowledged. Every command
 * emits an event, writes an audit row and counts a visit.
 */
const [dataDir = '', firstText = '0'] = process.argv.slice(2);
const { kernel } = await testKernel({ dataDir });
const caller = systemCaller('mdj', 'crash');

kernel.consume({ name: 'crash.seen', types: ['crash.happened'], handle: async () => undefined });
for (let number = Number(firstText); ; number++) {
  const request = { caller, name: 'crash', idempotencyKey: String(number), input: { number } };
  await kernel.command(request, async (tx) => {
    tx.emit({ type: 'crash.happened', recordId: `r${number % 7}`, version: number, payload: { number } });
    tx.audit({ action: 'crash', recordId: `r${number % 7}` });
    tx.count('visits', 1);
    return { number };
  });
  process.stdout.write(`${number}\n`);
}
