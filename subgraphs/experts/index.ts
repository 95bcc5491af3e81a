import { withdrawWithUnit } from '../../kernel/records/leaving.ts';
import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { ExpertStore } from './expert-store.ts';
import { ExpertRequestStore } from './request-store.ts';
import { resolvers } from './resolvers.ts';

/** Experts, and what they are asked for. */
export const experts: SubgraphDefinition = {
  name: 'experts',
  async create({ kernel }) {
    const store = new ExpertStore(kernel, await projectUnits(kernel, 'experts'));
    await store.records.open(kernel);
    kernel.people.keep({
      name: 'expertProfiles',
      export: (accountId) => store.profilesOf(accountId),
      erase: (accountId, tx) => store.erase(accountId, tx),
    });
    withdrawWithUnit(kernel, store.records, { name: 'experts.leavingUnits', action: 'withdrawExpert' });
    const requests = await new ExpertRequestStore(kernel, store).open();
    return {
      resolvers,
      contextFor: (caller) => contextFor({ experts: store, requests }, caller),
      load: { expert: store.records.documentLoader() },
    };
  },
};
