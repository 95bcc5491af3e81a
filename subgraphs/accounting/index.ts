import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { importersOf } from './imports/lists.ts';
import { resolvers } from './resolvers/index.ts';
import { followFeeComplaints } from './store/complaint-disputes.ts';
import { followReports } from './store/evidence.ts';
import { followPartners } from './store/partner-balances.ts';
import { keepPersonalData } from './store/personal.ts';
import { openRoom } from './store/room.ts';

/** Tariffs, agreements, statements and their settlement, purses, compensation and subsidies, over the ledger. */
export const accounting: SubgraphDefinition = {
  name: 'accounting',
  async create({ kernel, ledger }) {
    const room = await openRoom(kernel, ledger);
    keepPersonalData(room);
    followReports(room);
    followPartners(room);
    followFeeComplaints(room);
    return { resolvers, contextFor: (caller) => contextFor(room, caller), imports: importersOf(room) };
  },
};
