import { ALLOWED_RATIO, isSlow, ratioOf, table } from './report.ts';
import { torture } from './torture.ts';

/** `npm run torture:gateway [-- PART_OF_A_NAME…]`: prints every attack; exit code 1 when anything happened that must not, or ordinary clients were slowed too much. */
async function main(): Promise<void> {
  const { findings, failures } = await torture({
    milliseconds: 1_000,
    windows: 5,
    perSecond: 400,
    reloads: process.env.CI === 'true' ? 20 : 200,
    compare: true,
    // A machine that is busy with other things stalls the gateway for a quarter of a second now and then: no overload of its own.
    limits: { maxEventLoopDelayMs: 1_000 },
    only: process.argv.slice(2),
    log: console.log,
  });
  console.log(`\n${table(findings)}`);
  const slow = findings.filter(isSlow);
  for (const failure of failures) console.error(`FAILED ${failure}`);
  for (const finding of slow) console.error(`SLOW ${finding.name}: ${ratioOf(finding)?.toFixed(1)} ×`);
  const compared = findings.filter((finding) => ratioOf(finding) !== undefined).length;
  console.log(
    `${compared} attacks compared, ${slow.length} slower than ${ALLOWED_RATIO} × the p99 without, ${failures.length} failures`,
  );
  if (failures.length + slow.length > 0) process.exitCode = 1;
}

await main();
