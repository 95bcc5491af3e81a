import { describe } from 'vitest';
import { MemoryRegistryStore } from './memory-store.ts';
import { itKeepsTheRegistryContract } from './store-contract.ts';

describe('the registry in memory', () => {
  const store = new MemoryRegistryStore();
  itKeepsTheRegistryContract(() => store);
});
