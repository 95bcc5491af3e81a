import { HolidayProjection } from '../../kernel/calendar/holiday-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { AccountStore } from './account-store.ts';
import { AdmissionStore } from './admission-store.ts';
import { AgreementStore } from './agreement-store.ts';
import { contextFor, type MemberStores } from './context.ts';
import { GroupStore } from './group-store.ts';
import { LaboratoryStore } from './laboratory-store.ts';
import { MembershipStore } from './membership-store.ts';
import { memberModels } from './models.ts';
import { PendingGrants } from './pending-grants.ts';
import { keepPersonalData, keepTypedText } from './personal.ts';
import { redactPersonalText } from './redaction.ts';
import { RegistrationStore } from './registration-store.ts';
import { resolvers } from './resolvers.ts';
import { SavedSearches } from './saved-searches.ts';
import { UnitStore } from './unit-store.ts';

/** Units, laboratories, accounts with their rights, research groups. */
export const members: SubgraphDefinition = {
  name: 'members',
  async create({ kernel, ledger }) {
    const models = await memberModels(kernel.connection);
    const pending = await new PendingGrants(kernel).open();
    const agreements = await new AgreementStore(kernel, ledger).open();
    const accounts = new AccountStore(kernel, models, pending);
    keepPersonalData(kernel, models);
    kernel.notices.addressBook((ids) => accounts.recipients(ids));
    const units = new UnitStore(kernel, agreements);
    await units.records.open(kernel);
    keepTypedText(kernel, units.records);
    const memberships = new MembershipStore(kernel, units, accounts, agreements);
    const stores: MemberStores = {
      redact: (caller, input) => redactPersonalText(kernel, caller, input),
      accounts,
      pending,
      agreements,
      units,
      memberships,
      laboratories: new LaboratoryStore(kernel, models, units),
      registrations: new RegistrationStore(
        kernel,
        models,
        memberships,
        await new HolidayProjection(kernel, 'members').open(),
      ),
      admissions: await new AdmissionStore(kernel, accounts, units, memberships).open(),
      groups: new GroupStore(kernel, models),
      searches: await new SavedSearches(kernel).open(),
    };
    kernel.job({ name: 'members.overdue', everySeconds: 600, run: ({ now }) => stores.registrations.tellOverdue(now) });
    return {
      resolvers,
      contextFor: (caller) => contextFor(stores, caller),
      load: { unit: units.records.loader('accepted') },
    };
  },
};
