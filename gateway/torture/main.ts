import { torture } from './torture.ts';

/** p99 of ordinary requests under attack may be so many times what it is without. */
const ALLOWED_RATIO = 3;

/** `npm run torture:gateway [-- PART_OF_A_NAME]`: prints every attack; exit code 1 when anything happened that must not, or ordinary clients were slowed too much. */
async function main(): Promise<void> {
  const short = process.env.CI === 'true';
  const { baseline, findings, failures } = await torture({
    milliseconds: short ? 3_000 : 15_000,
    perSecond: 200,
    reloads: short ? 20 : 200,
    only: process.argv[2],
    log: console.log,
  });
  const slow = findings.filter(({ load }) => load.p99 > ALLOWED_RATIO * baseline.p99);
  for (const failure of failures) console.error(`FAILED ${failure}`);
  for (const { name, load } of slow)
    console.error(`SLOW ${name}: p99 ${load.p99} ms is ${(load.p99 / baseline.p99).toFixed(1)} × ${baseline.p99} ms`);
  console.log(
    `${findings.length} attacks, ${failures.length} failures, ${slow.length} slower than ${ALLOWED_RATIO} × the p99 without attack`,
  );
  if (failures.length + slow.length > 0) process.exitCode = 1;
}

await main();
