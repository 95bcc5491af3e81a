import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers.ts';
import { KnowledgeStore } from './store.ts';

/** Achievements, patents and technical needs. */
export const achievements: SubgraphDefinition = {
  name: 'achievements',
  async create({ kernel }) {
    const store = await new KnowledgeStore(kernel, await projectUnits(kernel, 'achievements')).open();
    return {
      resolvers,
      contextFor: (caller) => contextFor(store, caller),
      load: {
        achievement: store.achievements.documentLoader(),
        patent: store.patents.documentLoader(),
        need: store.needs.documentLoader(),
      },
    };
  },
};
