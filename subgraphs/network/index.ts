import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers.ts';
import { NetworkStore } from './store.ts';

/** Platforms and partners, the one search, statistics, visits. */
export const network: SubgraphDefinition = {
  name: 'network',
  async create({ kernel }) {
    const store = new NetworkStore(kernel);
    return { resolvers, contextFor: (caller) => contextFor(store, caller) };
  },
};
