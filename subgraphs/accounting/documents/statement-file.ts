import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import type { StoredFile } from '../../../kernel/types.ts';
import type { Statement, StatementLine } from '../../../ledger/models.ts';
import type { StatementFormat } from '../generated/types.ts';
import type { Room } from '../store/room.ts';
import { visibleStatement } from '../store/statements.ts';
import { statementPdf } from './statement-pdf.ts';
import type { PartyNames } from './statement-table.ts';
import { statementXlsx } from './statement-xlsx.ts';

const MEDIA_TYPES: Readonly<Record<StatementFormat, string>> = {
  PDF: 'application/pdf',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The statement as a file, or null when the caller may not see it. Made once per statement and format: a statement never changes. */
export async function statementFile(
  room: Room,
  caller: Caller,
  id: string,
  format: StatementFormat,
): Promise<StoredFile | null> {
  const statement = await visibleStatement(room, caller, id);
  if (!statement) return null;
  const _id = `${id}.${format}`;
  const known = await room.models.documents.findById(_id).lean();
  const stored = known ? await room.kernel.files.open(known.fileId) : null;
  if (stored) return stored.file;
  const names = await namesOf(room, statement);
  const { timeZone } = room.kernel.platform;
  const lines = linesOf(room, statement);
  const content =
    format === 'PDF'
      ? statementPdf(statement, names, timeZone, lines)
      : await statementXlsx(statement, names, timeZone, lines);
  const file = await room.kernel.files.save(
    `${statement.number}.${format.toLowerCase()}`,
    MEDIA_TYPES[format],
    content,
  );
  await room.models.documents.updateOne({ _id }, { $set: { fileId: file.id } }, { upsert: true });
  return file;
}

async function* linesOf(room: Room, statement: Statement): AsyncGenerator<StatementLine> {
  for (const [page] of statement.pageHashes.entries()) yield* await room.ledger.statements.page(statement, page);
}

async function namesOf(room: Room, statement: Statement): Promise<PartyNames> {
  const { platform } = room.kernel;
  const rows = await room.units.find({ _id: { $in: [statement.debtor, statement.creditor] } }).lean();
  const nameOf = (party: string): string => {
    if (party === platform.id) return platform.name.zh;
    return rows.find((row) => row._id === party)?.name ?? (platformOf(party) === party ? `平台 ${party}` : party);
  };
  return { debtor: nameOf(statement.debtor), creditor: nameOf(statement.creditor), platform: platform.name.zh };
}
