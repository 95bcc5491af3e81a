import { runConformance, specificationsFolder } from './run.ts';

const folder = specificationsFolder();
if (folder === undefined) {
  console.log(
    'conformance:store skipped: ../shared/mongodb-specifications is not on this machine (MUDAN_SHARED names another folder)',
  );
} else {
  const { passed, failed, skipped } = await runConformance(folder, process.argv[2], console.log);
  for (const [reason, count] of [...skipped].sort((a, b) => b[1] - a[1])) console.log(`skipped ${count}: ${reason}`);
  const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  console.log(`${passed} passed, ${failed.length} failed, ${total} skipped`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
