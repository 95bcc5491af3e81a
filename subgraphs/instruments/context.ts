import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { ExportStore } from './export/export-store.ts';
import type { GroupStore, InstrumentGroupRow } from './group-store.ts';
import type { ImportStore } from './import-store.ts';
import type { InstrumentStore } from './instrument-store.ts';
import type { InstrumentRecord } from './instruments.ts';
import type { PlanRow, WarningRow } from './monitoring/models.ts';
import type { Monitor } from './monitoring/monitor.ts';
import type { PlanStore } from './monitoring/plan-store.ts';
import type { SourceStore } from './reporting/source-store.ts';

export interface InstrumentStores {
  readonly instruments: InstrumentStore;
  readonly groups: GroupStore;
  readonly imports: ImportStore;
  readonly exports: ExportStore;
  readonly sources: SourceStore;
  readonly plans: PlanStore;
  readonly monitor: Monitor;
}

/** One operation's context: who asks, the stores, and loaders that batch and remember within the operation. */
export interface Context extends InstrumentStores {
  readonly caller: Caller;
  readonly instrument: DataLoader<string, InstrumentRecord | null>;
  readonly group: DataLoader<string, InstrumentGroupRow | null>;
  readonly openRate: DataLoader<string, number | null>;
  readonly plansOf: DataLoader<string, PlanRow[]>;
  readonly warningsOf: DataLoader<string, WarningRow[]>;
}

export function contextFor(stores: InstrumentStores, caller: Caller): Context {
  return {
    ...stores,
    caller,
    instrument: new DataLoader((ids) => stores.instruments.records.visibleByIds(caller, ids)),
    group: new DataLoader((ids) => stores.groups.byIds(ids)),
    plansOf: new DataLoader((ids) => stores.plans.ofInstruments(ids)),
    warningsOf: new DataLoader((ids) => stores.monitor.warningsOf(ids)),
    openRate: new DataLoader((ids) => stores.instruments.openRates(ids)),
  };
}
