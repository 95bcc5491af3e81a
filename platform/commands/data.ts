import { join } from 'node:path';
import { BackupError, backupStopped, backupStore, restoreStore } from '../../storage/embedded/backup.ts';
import { exportData, importData, type Moved } from '../../storage/embedded/export.ts';
import { type EmbeddedStore, StoreOpenError, socketUri, startEmbeddedStore } from '../../storage/embedded/index.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed } from './with-operations.ts';

interface DataOptions extends PlatformChoice {
  readonly platform: string;
}

/** `mudan backup DIRECTORY`: of the platform's embedded store, whether it runs or not. */
export async function backup(directory: string, options: DataOptions): Promise<void> {
  const dataDir = await storeDirectory(options);
  const { pages } = await explained(() =>
    backupStopped(dataDir, directory).catch((error: unknown) => {
      if (error instanceof StoreOpenError && error.code === 'DIRECTORY_IN_USE')
        return backupStore(socketUri(dataDir), directory);
      throw error;
    }),
  );
  console.log(`${pages} pages backed up to ${directory}`);
}

/** `mudan restore DIRECTORY`: into a platform that has no store yet. */
export async function restore(directory: string, options: DataOptions): Promise<void> {
  const dataDir = await storeDirectory(options);
  await explained(async () => restoreStore(directory, dataDir));
  console.log(`restored into ${dataDir}`);
}

/** `mudan export DIRECTORY`: every collection as Extended JSON, from MONGODB_URI or the platform's embedded store. */
export async function exportAll(directory: string, options: DataOptions): Promise<void> {
  await withUri(options, async (uri, dbName) => report(await exportData(uri, directory, [dbName]), 'exported'));
}

/** `mudan import-data DIRECTORY`: what `export` wrote, into MONGODB_URI or the platform's embedded store. */
export async function importAll(directory: string, options: DataOptions): Promise<void> {
  await withUri(options, async (uri) => report(await importData(uri, directory), 'imported'));
}

function report(moved: readonly Moved[], what: string): void {
  for (const { namespace, documents } of moved) console.log(`${namespace}\t${documents}`);
  console.log(`${moved.reduce((sum, { documents }) => sum + documents, 0)} documents ${what}`);
}

async function storeDirectory(options: DataOptions): Promise<string> {
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  return join(config.dataDir, 'store');
}

async function withUri(options: DataOptions, run: (uri: string, dbName: string) => Promise<void>): Promise<void> {
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  const dbName = `mudan_${config.id}`;
  const { mongodbUri } = config;
  if (mongodbUri) return explained(() => run(mongodbUri, dbName));
  const dataDir = join(config.dataDir, 'store');
  const own = await explained(() => openOrJoin(dataDir));
  try {
    await explained(() => run(own?.uri ?? socketUri(dataDir), dbName));
  } finally {
    await own?.close();
  }
}

/** Starts the store where nobody uses it; undefined where the running platform does. */
async function openOrJoin(dataDir: string): Promise<EmbeddedStore | undefined> {
  try {
    return await startEmbeddedStore({ dataDir });
  } catch (error) {
    if (error instanceof StoreOpenError && error.code === 'DIRECTORY_IN_USE') return undefined;
    throw error;
  }
}

async function explained<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BackupError || error instanceof StoreOpenError) throw new UserError(error.message);
    throw error;
  }
}
