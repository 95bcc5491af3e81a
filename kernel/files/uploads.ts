import { rename, rm, stat } from 'node:fs/promises';
import type { Caller, Role } from '../caller.ts';
import type { Job } from '../jobs/types.ts';
import type { FileRow, KernelModels } from '../models.ts';
import { notFound } from '../refusals.ts';
import type { StoredFile, Tx } from '../types.ts';

const DAY_MILLISECONDS = 86_400_000;
const BATCH = 500;

/** Who may use what a colleague of the unit uploaded: results measured by one go into the report drafted by another. */
const UNIT_STAFF: readonly Role[] = ['UNIT_ADMINISTRATOR', 'INSTRUMENT_ADMINISTRATOR'];

/**
 * The one decision on using an uploaded file: its owner may, and staff of the unit that the owner belonged to when uploading. A file that the platform itself made
 * has no owner: nobody attaches it.
 */
export function mayUse(caller: Caller, { ownerId, ownerUnitId }: Pick<FileRow, 'ownerId' | 'ownerUnitId'>): boolean {
  if (!ownerId) return false;
  if (ownerId === caller.subject) return true;
  const isOfUnit = (path: readonly string[]): boolean => path.length > 1 && path[1] === ownerUnitId;
  return Boolean(ownerUnitId) && caller.grants.some(({ role, path }) => UNIT_STAFF.includes(role) && isOfUnit(path));
}

/** An uploaded file that the caller may use; null for any other, whether it is there or not. Cost: one read by id. */
export async function usableUpload(
  models: Pick<KernelModels, 'files'>,
  caller: Caller,
  id: string,
): Promise<StoredFile | null> {
  const row = await models.files.findById(id).lean<FileRow | null>();
  return row && mayUse(caller, row) ? storedFile(row) : null;
}

/** Ties an uploaded file to what the transaction writes, so that it stays. Throws `NotFound` unless the caller may use it. Cost: one read and one write by id. */
export async function attachUpload(models: Pick<KernelModels, 'files'>, tx: Tx, id: string): Promise<StoredFile> {
  const { session, caller } = tx;
  const row = await models.files.findById(id).session(session).lean<FileRow | null>();
  if (!row || !mayUse(caller, row)) throw notFound(caller, id);
  if (!row.attachedAt) await models.files.updateOne({ _id: id }, { $set: { attachedAt: tx.now } }, { session });
  return storedFile(row);
}

export function storedFile({ _id, name, mediaType, bytes, sha256 }: FileRow): StoredFile {
  return { id: _id, name, mediaType, bytes, sha256 };
}

/** `kernel.uploads`: deletes what was uploaded a day ago and never attached. Bytes go when no other file has the same content. */
export function forsakenUploads(models: Pick<KernelModels, 'files'>, pathOf: (sha256: string) => string): Job {
  return {
    name: 'kernel.uploads',
    everySeconds: 86_400,
    run: async ({ now, log }) => {
      const before = new Date(now.getTime() - DAY_MILLISECONDS);
      const forsaken = { ownerId: { $type: 'string' as const }, attachedAt: null, at: { $lt: before } };
      let deleted = 0;
      for (;;) {
        const rows = await models.files.find(forsaken).sort({ at: 1 }).limit(BATCH).lean<FileRow[]>();
        for (const { _id, sha256 } of rows) {
          // Asked again with the deletion: it may have been attached meanwhile.
          const { deletedCount } = await models.files.deleteOne({ ...forsaken, _id });
          deleted += deletedCount;
          if (deletedCount > 0) await removeContent(models, pathOf(sha256), sha256, before);
        }
        if (rows.length < BATCH) break;
      }
      log.info({ deleted }, 'uploads that nobody attached');
    },
  };
}

/** Moved aside before it is looked at: whoever uploads the same content meanwhile puts it there afresh, or finds it put back. */
async function removeContent(
  models: Pick<KernelModels, 'files'>,
  path: string,
  sha256: string,
  before: Date,
): Promise<void> {
  if (await models.files.exists({ sha256 })) return;
  const aside = `${path}.forsaken`;
  await rename(path, aside);
  const isWanted = (await stat(aside)).mtime >= before || (await models.files.exists({ sha256 })) !== null;
  if (isWanted) await rename(aside, path);
  else await rm(aside, { force: true });
}
