import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { GroupStore } from './group-store.ts';
import { ImportStore } from './import-store.ts';
import { InstrumentStore } from './instrument-store.ts';
import { reportEndpoint } from './reporting/endpoint.ts';
import { reportingModels } from './reporting/models.ts';
import { ReportStore } from './reporting/report-store.ts';
import { SourceStore } from './reporting/source-store.ts';
import { resolvers } from './resolvers.ts';

/** The registry of instruments, its groups, its imports. */
export const instruments: SubgraphDefinition = {
  name: 'instruments',
  async create({ kernel }) {
    const units = await projectUnits(kernel, 'instruments');
    const store = await new InstrumentStore(kernel, units).open();
    const groups = await new GroupStore(kernel, store).open();
    const imports = await new ImportStore(kernel, store).open();
    const reporting = await reportingModels(kernel.connection);
    const reports = new ReportStore(kernel, reporting, store);
    const sources = new SourceStore(kernel, reporting, store, reports).open();
    const stores = { instruments: store, groups, imports, sources };
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { instrument: store.records.loader('registered') },
      routes: { '/reports': reportEndpoint(kernel, sources, reports) },
      imports: { instruments: (file) => imports.importFile(file) },
    };
  },
};
