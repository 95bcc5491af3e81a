import { randomBytes } from 'node:crypto';
import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput } from '../../../kernel/refusals.ts';
import type { Kernel, StoredFile, Tx } from '../../../kernel/types.ts';
import type { ReportRow } from '../models.ts';
import { nextNumber, type ServicesRoom } from './room.ts';

/** A report's number, and the code that its QR code carries: who has not seen the report can't guess it. */
export async function freshReport(
  room: ServicesRoom,
  tx: Tx,
  file: StoredFile,
  correctionReason: string | null,
): Promise<ReportRow> {
  const year = tx.now.toISOString().slice(0, 4);
  const number = await nextNumber(room, tx, `report|${year}`);
  return {
    id: room.kernel.newId('testReport'),
    number: `${room.kernel.platform.id.toUpperCase()}-JC-${year}-${String(number).padStart(6, '0')}`,
    fileId: file.id,
    fileName: file.name,
    sha256: file.sha256,
    issuedAt: tx.now,
    verificationCode: randomBytes(9).toString('base64url'),
    correctionReason,
  };
}

/** What is known of an uploaded file; its bytes are not read. */
export async function fileOf(kernel: Kernel, id: string): Promise<StoredFile | null> {
  const opened = await kernel.files.open(id);
  if (!opened) return null;
  await opened.stream[Symbol.asyncIterator]().return?.();
  return opened.file;
}

export function noSuchFile(caller: Caller) {
  return invalidInput(caller, [{ field: 'fileId', text: { zh: '没有该文件。', en: 'There is no such file.' } }]);
}
