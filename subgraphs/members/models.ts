import type { Connection, Model } from 'mongoose';
import type { Role } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel } from '../../kernel/define-model.ts';

/** A role held over a part of the tree. */
export interface GrantRow {
  readonly role: Role;
  readonly path: readonly string[];
  readonly since: Date;
  /** A delegation ends by itself; null: unlimited. */
  readonly until: Date | null;
  readonly grantedBy: string | null;
}

/**
 * A person or firm that can log in here, or the local subject of a partner's user (`origin`). Credentials (password hash, second factor) are
 * not here but in the OpenID provider's own collection under the same id.
 */
export interface AccountRow {
  readonly _id: string;
  readonly username: string;
  /** All names it can log in with, normalised (lower case); never empty: the account's own id is one of them, and for a partner's user `origin|issuer|sub`. */
  readonly logins: readonly string[];
  readonly name: string;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly locale: 'zh' | 'en';
  readonly home: string;
  readonly unitId: string | null;
  readonly grants: readonly GrantRow[];
  /** 1 on this platform, 2 endorsed and accepted by the platform above. */
  readonly level: number;
  /** Raised when rights change: older tokens are refused. */
  readonly authorisationVersion: number;
  readonly disabled: boolean;
  readonly origin: { readonly issuer: string; readonly sub: string } | null;
  readonly createdAt: Date;
  readonly version: number;
  /** How it was registered by its holder; absent for one that an administrator made. */
  readonly registration?: RegistrationRow | null;
}

/** A registration of the first level (一级注册). */
export interface RegistrationRow {
  readonly kind: 'LEGAL_PERSON' | 'INDIVIDUAL' | 'EXPERT' | 'PROVIDER';
  readonly state: 'APPLIED' | 'ACCEPTED' | 'REFUSED' | 'REVOKED';
  readonly reason: string | null;
  readonly creditCode: string | null;
  /** Business licence or other evidence. */
  readonly licenceFileId: string | null;
  /** The registered unit whose administrator confirms its people; absent or null: staff decides. */
  readonly awaitsUnitId?: string | null;
  /** End of the working day by which it is decided. */
  readonly dueBy?: Date | null;
  /** When staff was told that it is overdue; absent: not yet. */
  readonly overdueToldAt?: Date;
}

export interface ContactRow {
  readonly name: string;
  readonly telephone: string | null;
  readonly email: string | null;
}

export interface LaboratoryRow {
  readonly _id: string;
  readonly unitId: string;
  readonly name: string;
  readonly address: string | null;
  readonly contact: ContactRow | null;
  readonly certificates: readonly string[];
}

export interface GroupMemberRow {
  readonly accountId: string;
  readonly mayBook: boolean;
  readonly until: Date | null;
}

export interface FundCardRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly active: boolean;
  readonly validUntil: string | null;
}

export interface ResearchGroupRow {
  readonly _id: string;
  readonly name: string;
  readonly unitId: string;
  readonly tutorId: string;
  readonly members: readonly GroupMemberRow[];
  readonly cards: readonly FundCardRow[];
  readonly version: number;
}

export interface MemberModels {
  readonly accounts: Model<AccountRow>;
  readonly laboratories: Model<LaboratoryRow>;
  readonly groups: Model<ResearchGroupRow>;
}

/** The accounts of a platform. The provider's store (platform/) shares this collection. */
export function accountModel(connection: Connection): Model<AccountRow> {
  return defineModel<AccountRow>(
    connection,
    'members_accounts',
    {
      username: String,
      logins: [String],
      name: String,
      email: String,
      telephone: String,
      locale: String,
      home: String,
      unitId: String,
      grants: anything,
      level: Number,
      authorisationVersion: Number,
      disabled: Boolean,
      origin: anything,
      createdAt: Date,
      version: Number,
      registration: anything,
    },
    [
      { keys: { logins: 1 }, unique: true },
      { keys: { unitId: 1, name: 1, _id: 1 } },
      { keys: { name: 1, _id: 1 } },
      { keys: { 'grants.path': 1 } },
      { keys: { 'registration.state': 1, createdAt: 1, _id: 1 } },
      { keys: { 'registration.state': 1, 'registration.dueBy': 1 } },
    ],
  );
}

/** Models of what only this subgraph keeps beside the units. */
export async function memberModels(connection: Connection): Promise<MemberModels> {
  const models = {
    accounts: accountModel(connection),
    laboratories: defineModel<LaboratoryRow>(
      connection,
      'members_laboratories',
      { unitId: String, name: String, address: String, contact: anything, certificates: [String] },
      [{ keys: { unitId: 1, name: 1 } }],
    ),
    groups: defineModel<ResearchGroupRow>(
      connection,
      'members_groups',
      { name: String, unitId: String, tutorId: String, members: anything, cards: anything, version: Number },
      [{ keys: { unitId: 1, name: 1 } }, { keys: { tutorId: 1 } }, { keys: { 'members.accountId': 1 } }],
    ),
  };
  await createCollections([models.accounts]);
  await createCollections([models.laboratories]);
  await createCollections([models.groups]);
  return models;
}
