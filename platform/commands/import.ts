import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportReport } from '../operations.ts';
import { progressBars } from '../progress.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

interface ImportOptions extends PlatformChoice {
  readonly platform: string;
  readonly unit: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `mudan import KIND FILE`: exits with 1 when no row could be kept. */
export async function importFile(kind: string, file: string, options: ImportOptions): Promise<void> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${file} cannot be read (${error.code}).`);
  });
  const config = platformNamed(await chosenNetwork(options), options.platform);
  const bars = progressBars();
  const request = { kind, fileName: basename(file), bytes, unitId: options.unit, dryRun: options.dryRun };
  const report = await withOperations(config, (operations) =>
    operations.importFile(request, (label, done, total) => bars.update(config.id, label, done, total)),
  ).finally(() => bars.stop());
  console.log(options.json ? JSON.stringify(report) : asText(report, options.dryRun));
  if (report.rows > 0 && report.created + report.updated + report.unchanged === 0) process.exitCode = 1;
}

function asText(report: ImportReport, dryRun: boolean): string {
  const lines = report.problems.map(
    ({ row, field, reason }) => `row ${String(row).padStart(6)}  ${(field ?? '').padEnd(20)} ${reason}`,
  );
  const verb = dryRun ? 'would be ' : '';
  lines.push(
    `${report.rows} rows: ${report.created} ${verb}created, ${report.updated} ${verb}updated, ${report.unchanged} unchanged, ${report.rejected} rejected`,
  );
  return lines.join('\n');
}
