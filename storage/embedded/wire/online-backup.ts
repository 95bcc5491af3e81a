import { isAbsolute } from 'node:path';
import { copyOnline } from '../catalogue/online-copy.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Request } from './frames.ts';

/** Our one command that MongoDB hasn't: copies the file beside the others' work. For the socket's owner only. */
export const BACKUP = 'storeBackup';

export async function runBackup(store: Store, request: Request, local: boolean): Promise<Record<string, unknown>> {
  const directory: unknown = request.body.directory;
  if (!local || request.db !== 'admin')
    throw new MongoServerFault(
      'Unauthorized',
      `${BACKUP} is for the owner of the store's socket, on the admin database`,
    );
  if (typeof directory !== 'string' || !isAbsolute(directory))
    throw new MongoServerFault('BadValue', `${BACKUP} needs an absolute 'directory'`);
  return { pages: await copyOnline(store.sqlite, directory), ok: 1 };
}
