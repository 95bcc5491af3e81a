import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { GroupStore } from './group-store.ts';
import { ImportStore } from './import-store.ts';
import { InstrumentStore } from './instrument-store.ts';
import { resolvers } from './resolvers.ts';

/** The registry of instruments, its groups, its imports. */
export const instruments: SubgraphDefinition = {
  name: 'instruments',
  async create({ kernel }) {
    const units = await projectUnits(kernel, 'instruments');
    const store = await new InstrumentStore(kernel, units).open();
    const groups = await new GroupStore(kernel, store).open();
    const imports = await new ImportStore(kernel, store).open();
    const stores = { instruments: store, groups, imports };
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { instrument: store.records.loader('registered') },
      imports: { instruments: (file) => imports.importFile(file) },
    };
  },
};
