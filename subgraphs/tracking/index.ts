import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers.ts';
import { TrackingStore } from './store.ts';

/** Tech tracking: items under topics, adopted between platforms. */
export const tracking: SubgraphDefinition = {
  name: 'tracking',
  async create({ kernel }) {
    const store = await new TrackingStore(kernel, await projectUnits(kernel, 'tracking')).open();
    return {
      resolvers,
      contextFor: (caller) => contextFor(store, caller),
      load: { trackingItem: store.records.documentLoader(), topic: store.loadTopics() },
    };
  },
};
