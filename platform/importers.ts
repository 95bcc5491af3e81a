import { ImportRefusal, sourceOf } from '../kernel/import/source.ts';
import type { FileImporter } from '../subgraphs/create-subgraph.ts';
import type { Platform } from './create-platform.ts';
import type { ImportReport, ImportRequest, Progress } from './operations.ts';
import { UserError } from './user-error.ts';

/** Imports a file by the subgraph that takes lists of its kind. Throws `UserError` with one line for what is no such list. */
export async function importFile(
  platform: Platform,
  request: ImportRequest,
  progress: Progress,
): Promise<ImportReport> {
  const { fileName, bytes, unitId, dryRun, kind } = request;
  const importer = importerOf(platform, kind);
  const onProgress = (rows: number): void => progress(fileName, rows, rows);
  try {
    const report = await importer({ source: sourceOf(fileName, bytes), unitId, dryRun, onProgress });
    const problems = report.problems.map(({ row, field, reason }) => ({
      row,
      field,
      reason: `${reason.en} ${reason.zh}`,
    }));
    return { ...report, problems };
  } catch (error) {
    throw error instanceof ImportRefusal ? new UserError(`${error.text.en} ${error.text.zh}`) : error;
  }
}

function importerOf({ subgraphs }: Platform, kind: string): FileImporter {
  const known = subgraphs.flatMap(({ imports }) => Object.entries(imports ?? {}));
  const importer = known.find(([name]) => name === kind)?.[1];
  if (importer) return importer;
  throw new UserError(`There is no import of ${kind}. Known: ${known.map(([name]) => name).join(', ')}.`);
}
