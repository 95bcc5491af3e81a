import { ImportRefusal } from '../../../kernel/import/source.ts';
import { openFile } from '../../../kernel/import/table.ts';
import type { Problem } from '../../../kernel/refusals.ts';
import type { FileImport, FileImportReport } from '../../create-subgraph.ts';
import { LISTS, type ListName, placesOf, problem, type Row } from './columns.ts';

/** What became of a row: posted, there already, or why not. */
export type Outcome = 'CREATED' | 'UNCHANGED' | Problem;

/** Takes one row; with `dryRun` it only checks. */
export type TakeRow = (row: Row, dryRun: boolean) => Promise<Outcome>;

const PROGRESS_EVERY = 100;

/** Reads a list row by row. Bad rows are reported by number and field, good ones are kept, and the same list again changes nothing. */
export async function runList(list: ListName, file: FileImport, take: TakeRow): Promise<FileImportReport> {
  const opened = await openFile(file.source, {
    test: (cells) => placesOf(list, cells).missing.length === 0,
    orFirst: true,
  });
  if (opened.kind !== 'TABLE') throw refusal(list, opened.kind);
  const { places, missing } = placesOf(list, opened.table.columns);
  if (missing.length > 0) throw refusal(list, opened.table.format);
  const report = { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 };
  const problems: FileImportReport['problems'][number][] = [];
  for await (const { row, cells } of opened.table.rows) {
    const outcome = await takeOne(list, rowOf(places, cells), file.dryRun, take);
    report.rows += 1;
    if (outcome === 'CREATED') report.created += 1;
    else if (outcome === 'UNCHANGED') report.unchanged += 1;
    else {
      report.rejected += 1;
      problems.push({ row, field: outcome.field, reason: outcome.text });
    }
    if (report.rows % PROGRESS_EVERY === 0) file.onProgress(report.rows);
  }
  file.onProgress(report.rows);
  return { ...report, problems };
}

async function takeOne(list: ListName, row: Row, dryRun: boolean, take: TakeRow): Promise<Outcome> {
  const empty = LISTS[list].find(({ field, required }) => required && !row[field]);
  if (empty) return problem(empty.field, '必填。', 'This field is required.');
  return take(row, dryRun);
}

function rowOf(places: ReadonlyMap<string, number>, cells: readonly (string | null)[]): Row {
  return Object.fromEntries([...places].map(([field, at]) => [field, (cells[at] ?? '').trim()]));
}

function refusal(list: ListName, format: string): ImportRefusal {
  const wanted = LISTS[list].filter(({ required }) => required).map(({ headers }) => headers.slice(0, 2).join('/'));
  return new ImportRefusal(format, {
    zh: `这不是可导入的清单，应有以下列：${wanted.join('、')}。`,
    en: `This is no such list. It needs the columns ${wanted.join(', ')}.`,
  });
}
