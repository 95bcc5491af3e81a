import { bench } from './bench.ts';

const quick = process.env.CI === 'true' || process.argv.includes('--quick');
const { groupMs, bytesOnDisk, rssBytes, large } = await bench(
  quick ? 1_000 : 4_000,
  quick ? 0 : 1_000_000,
  console.log,
);
const megabytes = (bytes: number): string => `${Math.round(bytes / 1048576)} MB`;
console.log(`$group over 100,000        ${Math.round(groupMs)} ms`);
console.log(`bytes on disk              ${megabytes(bytesOnDisk)}`);
console.log(`resident memory            ${megabytes(rssBytes)}`);
if (large) {
  console.log(
    `${large.documents} documents: opened in ${Math.round(large.openedMs)} ms, streamed at ${Math.round(large.streamedPerSecond)}/s`,
  );
  console.log(
    `memory while streaming     ${megabytes(large.rssBeforeBytes)} before, ${megabytes(large.rssPeakBytes)} at most`,
  );
}
