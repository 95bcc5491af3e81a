import { type Caller, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { amended } from '../../kernel/records/record-store.ts';
import { notFound, refuseProblems, required, wrongState } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { AccountStore } from './account-store.ts';
import type { AgreementStore } from './agreement-store.ts';
import {
  type Membership,
  type MembershipStep,
  membershipAfter,
  possibleSteps,
  withMembership,
} from './domain/membership.ts';
import { type UnitStore, unitHeads } from './unit-store.ts';
import type { UnitRecord } from './units.ts';

/** Memberships of units (加盟): from the decision on an application to leaving. */
export class MembershipStore {
  readonly #kernel: Kernel;
  readonly #units: UnitStore;
  readonly #accounts: AccountStore;
  readonly #agreements: AgreementStore;

  constructor(kernel: Kernel, units: UnitStore, accounts: AccountStore, agreements: AgreementStore) {
    this.#kernel = kernel;
    this.#units = units;
    this.#accounts = accounts;
    this.#agreements = agreements;
  }

  /** Accepts an application: the unit becomes public, and the applicant (or a named account) its administrator. */
  accept(
    caller: Caller,
    input: { idempotencyKey: string; unitId: string; administratorId?: string | null | undefined },
  ) {
    return this.#kernel.command(
      { caller, name: 'acceptUnit', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        const before = await this.#units.administered(tx, input.unitId, PLATFORM_STAFF);
        const unit = this.#stepped(tx, before, 'accept', null, 'OPEN');
        await this.#units.records.save(tx, [{ action: 'acceptUnit', happened: 'accepted', before, after: unit }]);
        await this.#agreements.takeEffect(tx, unit, this.#agreementOf(unit));
        const administrator = input.administratorId ?? before.applicantId;
        if (administrator) await this.#accounts.makeAdministrator(tx, administrator, unit.path);
        return { __typename: 'AcceptUnitSuccess', unit };
      },
    );
  }

  /** The other steps of a membership; `reason` is required where the SDL has one. */
  step(
    caller: Caller,
    step: Exclude<MembershipStep, 'accept' | 'apply'>,
    input: { idempotencyKey: string; unitId: string; reason?: string },
  ) {
    const { action, happened, success, by } = steps[step];
    return this.#kernel.command({ caller, name: action, idempotencyKey: input.idempotencyKey, input }, async (tx) => {
      if (step !== 'reinstate') refuseProblems(caller, [required('reason', input.reason)]);
      const before = await this.#units.administered(tx, input.unitId, by);
      const after = this.#stepped(tx, before, step, input.reason ?? null);
      await this.#units.records.save(tx, [{ action, happened, before, after, reason: input.reason }]);
      return { __typename: success, unit: after };
    });
  }

  /** A member accepts the newest agreement. */
  acceptAgreement(caller: Caller, input: { idempotencyKey: string; unitId: string; version: number }) {
    const request = { caller, name: 'acceptAgreement', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#units.administered(tx, input.unitId, unitHeads);
      if (before.status !== 'MEMBER') throw wrongState(caller, before.status, possibleSteps(before.status));
      await this.#agreements.refuseOutdated(tx, input.version);
      const platform = this.#kernel.platform.id;
      const accepted = {
        platform,
        status: before.status,
        since: tx.now,
        reason: null,
        agreementVersion: input.version,
      };
      const unit = amended(before, { memberships: withMembership(before.memberships, accepted) });
      await this.#units.records.save(tx, [{ action: 'acceptAgreement', happened: 'amended', before, after: unit }]);
      await this.#agreements.takeEffect(tx, unit, input.version);
      return { __typename: 'AcceptAgreementSuccess', unit };
    });
  }

  /** The own member with that credit code, if it has somebody to confirm its people. */
  async confirmingUnit(tx: Tx, creditCode: string): Promise<UnitRecord | null> {
    const home = this.#kernel.platform.id;
    const known = (await this.#units.records.model
      .findOne({ creditCode, home, status: 'MEMBER' })
      .session(tx.session)
      .lean()) as UnitRecord | null;
    return known && (await this.#accounts.hasAdministrator(tx, known.path)) ? known : null;
  }

  /** The own unit with that credit code; a legal person that registers as a user is entered as a member that uses resources. */
  async ofCreditCode(tx: Tx, creditCode: string, fresh: Pick<UnitRecord, 'name' | 'kind'>): Promise<UnitRecord> {
    const home = this.#kernel.platform.id;
    const known = await this.#units.records.model
      .findOne({ creditCode, home, status: 'MEMBER' })
      .session(tx.session)
      .lean();
    if (known) return known as UnitRecord;
    const roles = ['USER'] as const;
    const applied = this.#units.applied(tx, {
      ...fresh,
      creditCode,
      roles,
      contact: { name: fresh.name },
      idempotencyKey: '',
    });
    const unit: UnitRecord = { ...this.#stepped(tx, applied, 'accept', null, 'OPEN'), version: 1, applicantId: null };
    await this.#units.records.save(tx, [
      { action: 'acceptRegistration', happened: 'accepted', before: null, after: unit },
    ]);
    return unit;
  }

  /** Notes an own unit's membership of another platform (dual membership). */
  async setMembership(tx: Tx, unitId: string, membership: Membership): Promise<void> {
    const before = await this.#units.records.byId(unitId, tx.session);
    if (!before) throw notFound(tx.caller, unitId);
    const after = amended(before, { memberships: withMembership(before.memberships, membership) });
    await this.#units.records.save(tx, [{ action: 'setMembership', happened: 'amended', before, after }]);
  }

  #agreementOf(unit: UnitRecord): number | null {
    const own = unit.memberships.find(({ platform }) => platform === this.#kernel.platform.id);
    return own?.agreementVersion ?? null;
  }

  #stepped(
    tx: Tx,
    before: UnitRecord,
    step: MembershipStep,
    reason: string | null,
    grade: UnitRecord['grade'] = before.grade,
  ): UnitRecord {
    const status = membershipAfter(before.status, step);
    if (!status) throw wrongState(tx.caller, before.status, possibleSteps(before.status));
    const platform = this.#kernel.platform.id;
    const held = before.memberships.find((membership) => membership.platform === platform);
    const changed = { platform, status, since: tx.now, reason, agreementVersion: held?.agreementVersion ?? null };
    return amended(before, { status, grade, memberships: withMembership(before.memberships, changed) });
  }
}

const steps = {
  refuse: { action: 'refuseUnit', happened: 'refused', success: 'RefuseUnitSuccess', by: PLATFORM_STAFF },
  suspend: { action: 'suspendUnit', happened: 'suspended', success: 'SuspendUnitSuccess', by: PLATFORM_STAFF },
  reinstate: { action: 'reinstateUnit', happened: 'reinstated', success: 'ReinstateUnitSuccess', by: PLATFORM_STAFF },
  leave: { action: 'leaveNetwork', happened: 'left', success: 'LeaveNetworkSuccess', by: unitHeads },
} as const;
