import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { itKeepsTheRegistryContract } from '../gateway/registry/store-contract.ts';
import type { RegistryStore } from '../gateway/registry/types.ts';
import { type EmbeddedStore, startEmbeddedStore } from '../storage/embedded/index.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { createRegistryStore } from './registry-store.ts';

describe('the registry in a database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mudan-registry-store-'));
  let embedded: EmbeddedStore;
  let storage: Storage;
  let store: RegistryStore;

  beforeAll(async () => {
    embedded = await startEmbeddedStore({ dataDir: directory });
    storage = await openStorage({ uri: embedded.uri, dbName: 'mudan_test' });
    store = await createRegistryStore(storage);
  });
  afterAll(async () => {
    await storage.close();
    await embedded.close();
    rmSync(directory, { recursive: true, force: true });
  });

  itKeepsTheRegistryContract(() => store);
});
