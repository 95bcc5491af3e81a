import type { SubgraphDefinition } from '../create-subgraph.ts';
import { AccountStore } from './account-store.ts';
import { contextFor } from './context.ts';
import { GroupStore } from './group-store.ts';
import { memberModels } from './models.ts';
import { resolvers } from './resolvers.ts';
import { UnitStore } from './unit-store.ts';

/** Units, laboratories, accounts with their rights, research groups. */
export const members: SubgraphDefinition = {
  name: 'members',
  async create({ kernel }) {
    const models = await memberModels(kernel.connection);
    const accounts = new AccountStore(kernel, models);
    kernel.notices.addressBook((ids) => accounts.recipients(ids));
    const units = new UnitStore(kernel, models, accounts);
    await units.records.open(kernel);
    const stores = { units, accounts, groups: new GroupStore(kernel, models) };
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { unit: units.records.loader('accepted') },
    };
  },
};
