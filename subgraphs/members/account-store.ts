import { type Caller, covers, holds, PLATFORM_STAFF, type Role } from '../../kernel/caller.ts';
import type { NoticeView, Recipient } from '../../kernel/notices/types.ts';
import { type Page, type PageRequest, pageOf, pageSize } from '../../kernel/records/page.ts';
import { invalidInput, notFound, notPermitted, type Problem, refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import { fitsPath, grantRules } from './domain/granting.ts';
import type {
  AccountFilter,
  AddMemberInput,
  ConfirmGrantInput,
  GrantRoleInput,
  RevokeRoleInput,
} from './generated/types.ts';
import type { AccountRow, GrantRow, MemberModels } from './models.ts';
import { accountPath, grantRow, insertAccount, newAccount, tellAccount } from './new-account.ts';
import type { PendingGrants } from './pending-grants.ts';
import type { UnitRecord } from './units.ts';

/** Who may see accounts of others, and the personal data in them. */
const overseers = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'UNIT_ADMINISTRATOR'] as const;

/** Accounts: profiles and rights. */
export class AccountStore {
  readonly #kernel: Kernel;
  readonly #models: MemberModels;
  readonly #pending: PendingGrants;

  constructor(kernel: Kernel, models: MemberModels, pending: PendingGrants) {
    this.#kernel = kernel;
    this.#models = models;
    this.#pending = pending;
  }

  /** For a DataLoader; anyone may resolve a name, personal fields are masked by the resolvers. */
  async byIds(ids: readonly string[]): Promise<(AccountRow | null)[]> {
    const rows = await this.#models.accounts.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }

  /** Who gets a notice by mail: accounts as they are, units by their administrators, the platform by its staff; those without an address read it on the platform only. */
  async recipients(ids: readonly string[]): Promise<readonly Recipient[]> {
    const administers = { $elemMatch: { role: 'UNIT_ADMINISTRATOR', 'path.1': { $in: [...ids] } } };
    const here = this.#kernel.platform.id;
    const works = { $elemMatch: { role: { $in: PLATFORM_STAFF }, path: here, 'path.1': { $exists: false } } };
    const ofPlatform = ids.includes(here) ? [{ grants: works }] : [];
    const accounts = await this.#models.accounts
      .find({ $or: [{ _id: { $in: [...ids] } }, { grants: administers }, ...ofPlatform], disabled: false })
      .lean();
    return accounts.flatMap(({ _id: id, name, email, telephone, locale }) =>
      email ? [{ id, name, email, telephone, locale }] : [],
    );
  }

  /** Notices to the caller, to the units that they administer, and for its staff to the platform. */
  messages(caller: Caller, first: number, before: Date | null): Promise<readonly NoticeView[]> {
    const units = caller.grants.flatMap(({ role, path }) => (role === 'UNIT_ADMINISTRATOR' ? path.slice(1, 2) : []));
    const { locale } = caller;
    const here = this.#kernel.platform.id;
    const to = [caller.subject, ...units, ...(holds(caller, PLATFORM_STAFF, [here]) ? [here] : [])];
    return this.#kernel.notices.list({ to, first: pageSize(first), locale, ...(before ? { before } : {}) });
  }

  /** Does the caller see the whole account: its holder, or an administrator above it? */
  seesAll(caller: Caller, account: AccountRow): boolean {
    if (caller.kind === 'system' || caller.subject === account._id) return true;
    return holds(caller, overseers, this.pathOf(account)) || isToConfirm(caller, account, this.#kernel.platform.id);
  }

  pathOf(account: Pick<AccountRow, '_id' | 'unitId'>): readonly string[] {
    return accountPath(this.#kernel.platform.id, account);
  }

  /** A page of the accounts that the caller administers. */
  list(caller: Caller, filter: AccountFilter | null, request: PageRequest): Promise<Page<AccountRow>> {
    const where: Record<string, unknown> = {};
    if (filter?.unitId) where.unitId = filter.unitId;
    if (filter?.role) where['grants.role'] = filter.role;
    if (typeof filter?.active === 'boolean') where.disabled = !filter.active;
    if (filter?.name) where.name = { $gte: filter.name, $lt: `${filter.name}\uffff` };
    const conditions = [where, this.#administered(caller)];
    return pageOf(this.#models.accounts, { $and: conditions }, { field: 'name', direction: 1 }, request);
  }

  /** A new account of a unit with one role; the person sets the password by a single-use link. */
  addMember(caller: Caller, input: AddMemberInput, unitOf: (tx: Tx, id: string) => Promise<UnitRecord | null>) {
    return this.#kernel.command(
      { caller, name: 'addMember', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        const unit = await unitOf(tx, input.unitId);
        if (!unit) throw notFound(caller, input.unitId);
        if (!holds(caller, overseers, unit.path)) throw notPermitted(caller);
        const path = grantRules[input.role].longest === 1 ? unit.path.slice(0, 1) : unit.path;
        refuseProblems(caller, [
          required('username', input.username),
          required('name', input.name),
          misplaced(input.role, path),
        ]);
        this.#refuseUnlessGiver(caller, input.role, path);
        const grants = [grantRow(tx, input.role, path, null)];
        const account = newAccount(tx, this.#kernel, { ...input, unitId: unit._id, grants });
        await insertAccount(this.#models.accounts, tx, account);
        tellAccount(tx, this.#kernel.platform.id, 'addMember', 'registered', null, account);
        tx.notify({ template: 'account.invited', to: [account._id], about: account._id, values: { unit: unit.name } });
        return { __typename: 'AddMemberSuccess', account };
      },
    );
  }

  /** Gives a role over a part of the tree that the caller's own rights cover; tokens issued before are refused from now on. */
  grant(caller: Caller, input: GrantRoleInput) {
    return this.#kernel.command(
      { caller, name: 'grantRole', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        const before = await this.#inHand(tx, input.accountId);
        this.#refuseUnlessGiver(caller, input.role, input.path);
        const until = input.until ?? null;
        refuseProblems(caller, [misplaced(input.role, input.path), past(until, tx.now)]);
        if (grantRules[input.role].fourEyes && caller.kind !== 'system') {
          const pending = await this.#pending.ask(tx, {
            accountId: before._id,
            role: input.role,
            path: input.path,
            until,
          });
          return { __typename: 'GrantPending', pending };
        }
        const after = await this.#granted(tx, before, input.role, input.path, until);
        return { __typename: 'GrantRoleSuccess', account: after };
      },
    );
  }

  /** The second administrator confirms or rejects a grant that needs four eyes. */
  confirmGrant(caller: Caller, input: ConfirmGrantInput) {
    const request = { caller, name: 'confirmGrant', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const pending = await this.#pending.decide(tx, input.pendingId, input.confirm);
      const before = await this.#inHand(tx, pending.accountId);
      const { role, path, until } = pending;
      const account = input.confirm ? await this.#granted(tx, before, role, path, until) : before;
      return { __typename: 'ConfirmGrantSuccess', account };
    });
  }

  /** Sets the level of registration: 2 once the platform above has accepted the user. */
  async setLevel(tx: Tx, accountId: string, level: number): Promise<void> {
    const before = await this.#models.accounts.findById(accountId).session(tx.session).lean();
    if (!before || before.level === level) return;
    const raised = { level, version: before.version + 1, authorisationVersion: before.authorisationVersion + 1 };
    await this.#models.accounts.updateOne({ _id: accountId }, { $set: raised }, { session: tx.session });
    tellAccount(tx, this.#kernel.platform.id, 'setLevel', 'rightsChanged', before, { ...before, ...raised });
  }

  revoke(caller: Caller, input: RevokeRoleInput) {
    return this.#kernel.command(
      { caller, name: 'revokeRole', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        const before = await this.#inHand(tx, input.accountId);
        this.#refuseUnlessGiver(caller, input.role, input.path);
        refuseProblems(caller, [required('reason', input.reason)]);
        const kept = before.grants.filter((grant) => !sameGrant(grant, input.role, input.path));
        if (kept.length === before.grants.length) throw invalidInput(caller, [notHeld]);
        const after = await this.#withGrants(tx, before, kept);
        tellAccount(tx, this.#kernel.platform.id, 'revokeRole', 'rightsChanged', before, after, input.reason);
        return { __typename: 'RevokeRoleSuccess', account: after };
      },
    );
  }

  /** Has the unit somebody who can confirm its people? */
  async hasAdministrator(tx: Tx, unitPath: readonly string[]): Promise<boolean> {
    const administers = { $elemMatch: { role: 'UNIT_ADMINISTRATOR', path: unitPath } };
    const where = { 'grants.path': unitPath[1], grants: administers, disabled: false };
    return (await this.#models.accounts.exists(where).session(tx.session)) !== null;
  }

  /** Makes an account the administrator of an accepted unit, which becomes its unit. */
  async makeAdministrator(tx: Tx, accountId: string, unitPath: readonly string[]): Promise<void> {
    const before = await this.#inHand(tx, accountId);
    const unitId = unitPath[1] ?? null;
    const grants = [...before.grants, grantRow(tx, 'UNIT_ADMINISTRATOR', unitPath, null)];
    const after = await this.#withGrants(tx, { ...before, unitId }, grants);
    tellAccount(tx, this.#kernel.platform.id, 'acceptUnit', 'rightsChanged', before, after);
  }

  async #granted(
    tx: Tx,
    before: AccountRow,
    role: Role,
    path: readonly string[],
    until: Date | null,
  ): Promise<AccountRow> {
    const kept = before.grants.filter((grant) => !sameGrant(grant, role, path));
    const after = await this.#withGrants(tx, before, [...kept, grantRow(tx, role, path, until)]);
    tellAccount(tx, this.#kernel.platform.id, 'grantRole', 'rightsChanged', before, after);
    return after;
  }

  async #inHand(tx: Tx, accountId: string): Promise<AccountRow> {
    const account = await this.#models.accounts.findById(accountId).session(tx.session).lean();
    if (!account) throw notFound(tx.caller, accountId);
    return account;
  }

  async #withGrants(tx: Tx, before: AccountRow, grants: readonly GrantRow[]): Promise<AccountRow> {
    const raised = { version: before.version + 1, authorisationVersion: before.authorisationVersion + 1 };
    const set = { grants, unitId: before.unitId, ...raised };
    await this.#models.accounts.updateOne({ _id: before._id }, { $set: set }, { session: tx.session });
    return { ...before, ...set };
  }

  #administered(caller: Caller): Record<string, unknown> {
    if (caller.kind === 'system') return {};
    const paths = caller.grants.filter((grant) => (overseers as readonly string[]).includes(grant.role));
    if (paths.some((grant) => grant.path.length === 1)) return {};
    return { unitId: { $in: paths.flatMap((grant) => grant.path.slice(1, 2)) } };
  }

  #refuseUnlessGiver(caller: Caller, role: Role, path: readonly string[]): void {
    if (caller.kind !== 'system' && !holds(caller, grantRules[role].givenBy, path)) throw notPermitted(caller);
  }
}

/** Somebody who registered with the caller's unit's credit code: its administrator says whether the person is of the unit. */
function isToConfirm(caller: Caller, { registration }: AccountRow, platform: string): boolean {
  const unitId = registration?.state === 'APPLIED' ? registration.awaitsUnitId : null;
  return typeof unitId === 'string' && holds(caller, ['UNIT_ADMINISTRATOR'], [platform, unitId]);
}

const notHeld: Problem = {
  field: 'role',
  text: { zh: '该账号没有此权限。', en: 'The account does not hold this role there.' },
};

function sameGrant(grant: GrantRow, role: Role, path: readonly string[]): boolean {
  return grant.role === role && grant.path.length === path.length && covers(grant.path, path);
}

function misplaced(role: Role, path: readonly string[]): Problem | null {
  if (fitsPath(role, path)) return null;
  const { shortest, longest } = grantRules[role];
  const zh = `${role} 的管理范围应为 ${shortest} 至 ${longest} 级。`;
  return { field: 'path', text: { zh, en: `${role} is held over a path of ${shortest} to ${longest} levels.` } };
}

function past(until: Date | null, now: Date): Problem | null {
  if (!until || until > now) return null;
  return { field: 'until', text: { zh: '截止时间应在将来。', en: 'The end must lie in the future.' } };
}
