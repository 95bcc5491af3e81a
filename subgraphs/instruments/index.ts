import { withdrawWithUnit } from '../../kernel/records/leaving.ts';
import { projectUnits } from '../../kernel/records/unit-projection.ts';
import { typedInRecords } from '../../kernel/typed-text.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { ExportStore } from './export/export-store.ts';
import { GroupStore } from './group-store.ts';
import { ImportStore } from './import-store.ts';
import { InstrumentStore } from './instrument-store.ts';
import { monitoringModels } from './monitoring/models.ts';
import { Monitor } from './monitoring/monitor.ts';
import { PlanStore } from './monitoring/plan-store.ts';
import { followRatings } from './ratings.ts';
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
    withdrawWithUnit(kernel, store.records, {
      name: 'instruments.leavingUnits',
      action: 'withdrawInstrument',
      fields: (_, { now }) => ({ status: 'WITHDRAWN' as const, statusRemark: '单位退出平台', statusSince: now }),
      save: (tx, changes) => store.save(tx, changes),
    });
    kernel.people.typed(
      typedInRecords(
        store.records,
        kernel.platform.id,
        'instrument',
        { contact: ['contact.name', 'contact.telephone', 'contact.email'], statusRemark: ['statusRemark'] },
        { also: (tx, id, field) => store.history.erase(tx, id, field) },
      ),
    );
    followRatings(kernel, store);
    const groups = await new GroupStore(kernel, store).open();
    const imports = await new ImportStore(kernel, store).open();
    const reporting = await reportingModels(kernel.connection);
    const reports = new ReportStore(kernel, reporting, store);
    const sources = new SourceStore(kernel, reporting, store, reports).open();
    const monitoring = await monitoringModels(kernel.connection);
    const plans = new PlanStore(kernel, monitoring, store);
    const monitor = new Monitor(kernel, monitoring, store).open();
    const exports = new ExportStore(store);
    const stores = { instruments: store, groups, imports, exports, sources, plans, monitor };
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { instrument: store.records.loader('registered') },
      routes: { '/reports': reportEndpoint(kernel, sources, reports) },
      imports: { instruments: (file) => imports.importFile(file) },
    };
  },
};
