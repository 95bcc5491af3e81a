import { isBrokenConnection } from '../../storage/transaction.ts';
import { describe, torture } from './torture.ts';

// The driver leaves a promise behind now and then when the server it was writing to is killed; that is what this is about.
process.on('unhandledRejection', (error) => {
  if (!isBrokenConnection(error)) throw error;
});

const rounds = Number(process.argv[2] ?? (process.env.CI === 'true' ? 5 : 50));
const { acknowledged, damage } = await torture(rounds, console.log);
for (const line of [...damage.lostWrites, ...damage.halfTransactions, ...damage.indexMisses].slice(0, 20))
  console.log(`  ${line}`);
console.log(`${rounds} rounds, ${acknowledged} acknowledged: ${describe(damage)}`);
// A client that waits for a killed server would keep the process alive.
process.exit(damage.lostWrites.length + damage.halfTransactions.length + damage.indexMisses.length > 0 ? 1 : 0);
