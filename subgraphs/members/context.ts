import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { AccountStore } from './account-store.ts';
import type { AdmissionStore } from './admission-store.ts';
import type { AgreementStore } from './agreement-store.ts';
import type { RedactPersonalTextInput } from './generated/types.ts';
import type { GroupStore } from './group-store.ts';
import type { LaboratoryStore } from './laboratory-store.ts';
import type { MembershipStore } from './membership-store.ts';
import type { AccountRow, LaboratoryRow, ResearchGroupRow } from './models.ts';
import type { PendingGrants } from './pending-grants.ts';
import type { redactPersonalText } from './redaction.ts';
import type { RegistrationStore } from './registration-store.ts';
import type { SavedSearches } from './saved-searches.ts';
import type { UnitStore } from './unit-store.ts';
import type { UnitRecord } from './units.ts';

export interface MemberStores {
  redact(caller: Caller, input: RedactPersonalTextInput): ReturnType<typeof redactPersonalText>;
  readonly units: UnitStore;
  readonly memberships: MembershipStore;
  readonly laboratories: LaboratoryStore;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly registrations: RegistrationStore;
  readonly admissions: AdmissionStore;
  readonly agreements: AgreementStore;
  readonly pending: PendingGrants;
  readonly searches: SavedSearches;
}

/** One operation's context: who asks, the stores, and loaders that batch and remember within the operation. */
export interface Context extends MemberStores {
  readonly caller: Caller;
  readonly unit: DataLoader<string, UnitRecord | null>;
  readonly account: DataLoader<string, AccountRow | null>;
  readonly laboratory: DataLoader<string, LaboratoryRow | null>;
  readonly laboratoriesOf: DataLoader<string, LaboratoryRow[]>;
  readonly group: DataLoader<string, ResearchGroupRow | null>;
}

export function contextFor(stores: MemberStores, caller: Caller): Context {
  return {
    ...stores,
    caller,
    unit: new DataLoader((ids) => stores.units.visibleByIds(caller, ids)),
    account: new DataLoader((ids) => stores.accounts.byIds(ids)),
    laboratory: new DataLoader((ids) => stores.laboratories.byIds(ids)),
    laboratoriesOf: new DataLoader((ids) => stores.laboratories.ofUnits(ids)),
    group: new DataLoader((ids) => stores.groups.visibleByIds(caller, ids)),
  };
}
