import { withdrawWithUnit } from '../../kernel/records/leaving.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { importersOf } from './store/imports.ts';
import { reconcileMirrors } from './store/mirror.ts';
import { followPartners } from './store/mirror-apply.ts';
import { keepPersonalData } from './store/personal.ts';
import { openRoom } from './store/room.ts';
import { loadStandards } from './store/standards.ts';
import { followWorkOrders } from './store/work.ts';

/** Test items, test requests, samples and reports. */
export const services: SubgraphDefinition = {
  name: 'services',
  async create({ kernel, ledger }) {
    const room = await openRoom(kernel, ledger);
    followWorkOrders(room);
    followPartners(room);
    withdrawWithUnit(kernel, room.items, { name: 'services.leavingUnits', action: 'withdrawTestItem' });
    keepPersonalData(room);
    kernel.job({ name: 'services.reconcile', everySeconds: 30, run: ({ now }) => reconcileMirrors(room, now) });
    return {
      resolvers,
      contextFor: (caller) => contextFor(room, caller),
      load: { testItem: room.items.documentLoader(), standard: loadStandards(room) },
      imports: importersOf(room),
    };
  },
};
