import { describe, torture } from './torture.ts';

const rounds = Number(process.argv[2] ?? (process.env.CI === 'true' ? 5 : 50));
const { acknowledged, damage } = await torture(rounds, console.log);
for (const line of [...damage.lostWrites, ...damage.halfTransactions, ...damage.indexMisses].slice(0, 20))
  console.log(`  ${line}`);
console.log(`${rounds} rounds, ${acknowledged} acknowledged: ${describe(damage)}`);
process.exitCode = damage.lostWrites.length + damage.halfTransactions.length + damage.indexMisses.length > 0 ? 1 : 0;
