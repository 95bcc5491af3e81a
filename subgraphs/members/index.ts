import type { SubgraphDefinition } from '../create-subgraph.ts';
import { AccountStore } from './account-store.ts';
import { AdmissionStore } from './admission-store.ts';
import { AgreementStore } from './agreement-store.ts';
import { contextFor } from './context.ts';
import { GroupStore } from './group-store.ts';
import { memberModels } from './models.ts';
import { PendingGrants } from './pending-grants.ts';
import { RegistrationStore } from './registration-store.ts';
import { resolvers } from './resolvers.ts';
import { UnitStore } from './unit-store.ts';

/** Units, laboratories, accounts with their rights, research groups. */
export const members: SubgraphDefinition = {
  name: 'members',
  async create({ kernel, ledger }) {
    const models = await memberModels(kernel.connection);
    const pending = await new PendingGrants(kernel).open();
    const agreements = await new AgreementStore(kernel, ledger).open();
    const accounts = new AccountStore(kernel, models, pending);
    kernel.notices.addressBook((ids) => accounts.recipients(ids));
    const units = new UnitStore(kernel, models, accounts, agreements);
    await units.records.open(kernel);
    const admissions = await new AdmissionStore(kernel, accounts, units).open();
    const registrations = new RegistrationStore(kernel, models, units);
    const stores = {
      registrations,
      units,
      accounts,
      groups: new GroupStore(kernel, models),
      admissions,
      agreements,
      pending,
    };
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { unit: units.records.loader('accepted') },
    };
  },
};
