import { type Caller, holds } from '../../kernel/caller.ts';
import type { Page, PageRequest } from '../../kernel/records/page.ts';
import { amended, RecordStore } from '../../kernel/records/record-store.ts';
import { notFound, notPermitted, refuseProblems, required, say, wrongState } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import type { AccountStore } from './account-store.ts';
import type { AgreementStore } from './agreement-store.ts';
import { isCreditCode } from './domain/credit-code.ts';
import {
  type Membership,
  type MembershipStep,
  membershipAfter,
  possibleSteps,
  withMembership,
} from './domain/membership.ts';
import type { RegisterUnitInput, UnitFilter, UnitSort } from './generated/types.ts';
import type { LaboratoryRow, MemberModels } from './models.ts';
import { type UnitRecord, unitKind } from './units.ts';

const staff = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF'] as const;
const unitHeads = [...staff, 'UNIT_ADMINISTRATOR'] as const;

/** Units and their memberships of this platform. */
export class UnitStore {
  readonly records: RecordStore<UnitRecord>;
  readonly #kernel: Kernel;
  readonly #models: MemberModels;
  readonly #accounts: AccountStore;
  readonly #agreements: AgreementStore;

  constructor(kernel: Kernel, models: MemberModels, accounts: AccountStore, agreements: AgreementStore) {
    this.#agreements = agreements;
    this.#kernel = kernel;
    this.#models = models;
    this.#accounts = accounts;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, unitKind);
  }

  /** A unit inside a transaction. */
  readonly find = (tx: Tx, id: string): Promise<UnitRecord | null> => this.records.byId(id, tx.session);

  /** A page of units that the caller may see. */
  list(caller: Caller, filter: UnitFilter | null, sort: UnitSort, request: PageRequest): Promise<Page<UnitRecord>> {
    const order =
      sort === 'NEWEST'
        ? ({ field: 'registeredAt', direction: -1 } as const)
        : ({ field: 'name', direction: 1 } as const);
    return this.records.page(caller, unitFilter(filter, this.#kernel.platform.id), order, request);
  }

  /** A unit applies for membership. Only the applicant and the platform's staff see it until it is accepted. */
  register(caller: Caller, input: RegisterUnitInput) {
    return this.#kernel.command(
      { caller, name: 'registerUnit', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        refuseProblems(caller, [
          required('name', input.name),
          required('contact.name', input.contact.name),
          input.roles.length > 0
            ? null
            : { field: 'roles', text: { zh: '至少选择一项。', en: 'Choose at least one.' } },
        ]);
        if (!isCreditCode(input.creditCode)) throw creditCodeInvalid(caller, input.creditCode);
        await this.#agreements.refuseOutdated(tx, input.agreementVersion ?? 1);
        await this.#refuseRegistered(tx, input.creditCode);
        const unit = this.#applied(tx, input);
        await this.records.save(tx, [{ action: 'registerUnit', happened: 'registered', before: null, after: unit }]);
        return { __typename: 'RegisterUnitSuccess', unit };
      },
    );
  }

  /** Accepts an application: the unit becomes public, and the applicant (or a named account) its administrator. */
  accept(
    caller: Caller,
    input: { idempotencyKey: string; unitId: string; administratorId?: string | null | undefined },
  ) {
    return this.#kernel.command(
      { caller, name: 'acceptUnit', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        const before = await this.#administered(tx, input.unitId, staff);
        const unit = this.#stepped(tx, before, 'accept', null, 'OPEN');
        await this.records.save(tx, [{ action: 'acceptUnit', happened: 'accepted', before, after: unit }]);
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
      const before = await this.#administered(tx, input.unitId, by);
      const after = this.#stepped(tx, before, step, input.reason ?? null);
      await this.records.save(tx, [{ action, happened, before, after, reason: input.reason }]);
      return { __typename: success, unit: after };
    });
  }

  addLaboratory(
    caller: Caller,
    input: Omit<LaboratoryRow, '_id' | 'address' | 'contact' | 'certificates'> & {
      idempotencyKey: string;
      address?: string | null | undefined;
      contact?:
        | { name: string; telephone?: string | null | undefined; email?: string | null | undefined }
        | null
        | undefined;
      certificates?: readonly string[] | null | undefined;
    },
  ) {
    return this.#kernel.command(
      { caller, name: 'addLaboratory', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        refuseProblems(caller, [required('name', input.name)]);
        const unit = await this.#administered(tx, input.unitId, unitHeads);
        const laboratory: LaboratoryRow = {
          _id: this.#kernel.newId('laboratory'),
          unitId: unit._id,
          name: input.name,
          address: input.address ?? null,
          contact: input.contact ? contactRow(input.contact) : null,
          certificates: input.certificates ?? [],
        };
        await this.#models.laboratories.insertMany([laboratory], { session: tx.session });
        tx.audit({ action: 'addLaboratory', recordId: laboratory._id, after: laboratory });
        const payload = {
          id: laboratory._id,
          unitId: unit._id,
          title: laboratory.name,
          path: [...unit.path, laboratory._id],
        };
        tx.emit({ type: 'laboratory.added', recordId: laboratory._id, version: 1, payload });
        return { __typename: 'AddLaboratorySuccess', laboratory };
      },
    );
  }

  /** Laboratories of many units, for a DataLoader. */
  async laboratoriesOf(unitIds: readonly string[]): Promise<LaboratoryRow[][]> {
    const rows = await this.#models.laboratories
      .find({ unitId: { $in: [...unitIds] } })
      .sort({ unitId: 1, name: 1 })
      .lean();
    return unitIds.map((unitId) => rows.filter((row) => row.unitId === unitId));
  }

  async laboratories(ids: readonly string[]): Promise<(LaboratoryRow | null)[]> {
    const rows = await this.#models.laboratories.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }

  /** A member accepts the newest agreement. */
  acceptAgreement(caller: Caller, input: { idempotencyKey: string; unitId: string; version: number }) {
    const request = { caller, name: 'acceptAgreement', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#administered(tx, input.unitId, unitHeads);
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
      await this.records.save(tx, [{ action: 'acceptAgreement', happened: 'amended', before, after: unit }]);
      await this.#agreements.takeEffect(tx, unit, input.version);
      return { __typename: 'AcceptAgreementSuccess', unit };
    });
  }

  /** The own unit with that credit code; a legal person that registers as a user is entered as a member that uses resources. */
  async ofCreditCode(tx: Tx, creditCode: string, fresh: Pick<UnitRecord, 'name' | 'kind'>): Promise<UnitRecord> {
    const home = this.#kernel.platform.id;
    const known = await this.records.model.findOne({ creditCode, home, status: 'MEMBER' }).session(tx.session).lean();
    if (known) return known as UnitRecord;
    const roles = ['USER'] as const;
    const applied = this.#applied(tx, {
      ...fresh,
      creditCode,
      roles,
      contact: { name: fresh.name },
      idempotencyKey: '',
    });
    const unit: UnitRecord = { ...this.#stepped(tx, applied, 'accept', null, 'OPEN'), version: 1, applicantId: null };
    await this.records.save(tx, [{ action: 'acceptRegistration', happened: 'accepted', before: null, after: unit }]);
    return unit;
  }

  /** Notes an own unit's membership of another platform (dual membership). */
  async setMembership(tx: Tx, unitId: string, membership: Membership): Promise<void> {
    const before = await this.records.byId(unitId, tx.session);
    if (!before) throw notFound(tx.caller, unitId);
    const after = amended(before, { memberships: withMembership(before.memberships, membership) });
    await this.records.save(tx, [{ action: 'setMembership', happened: 'amended', before, after }]);
  }

  #agreementOf(unit: UnitRecord): number | null {
    const own = unit.memberships.find(({ platform }) => platform === this.#kernel.platform.id);
    return own?.agreementVersion ?? null;
  }

  async #administered(tx: Tx, unitId: string, roles: Parameters<typeof holds>[1]): Promise<UnitRecord> {
    const unit = await this.records.byId(unitId, tx.session);
    if (!unit) throw notFound(tx.caller, unitId);
    if (unit.home !== this.#kernel.platform.id || !holds(tx.caller, roles, unit.path)) throw notPermitted(tx.caller);
    return unit;
  }

  async #refuseRegistered(tx: Tx, creditCode: string): Promise<void> {
    const known = await this.records.model
      .findOne({ creditCode, home: this.#kernel.platform.id })
      .session(tx.session)
      .lean();
    if (!known || possibleSteps(known.status).includes('apply')) return;
    const message = say(tx.caller, {
      zh: '该统一社会信用代码的单位已登记，请联系其管理员。',
      en: 'A unit with this credit code is registered already. Ask its administrator.',
    });
    const existing = known.audience === 'PUBLIC' ? known : null;
    throw new Refused({ __typename: 'UnitAlreadyRegistered', message, existing });
  }

  #applied(tx: Tx, input: RegisterUnitInput): UnitRecord {
    const id = this.#kernel.newId('unit');
    const reach = { sharing: input.sharing ?? 'NATION', grade: 'RESTRICTED' } as const;
    const platform = this.#kernel.platform.id;
    return {
      ...this.records.fresh(id, { unitId: null }, reach, tx.now),
      unitId: id,
      name: input.name.trim(),
      nameEn: input.nameEn ?? null,
      kind: input.kind,
      creditCode: input.creditCode,
      roles: input.roles,
      district: input.district ?? null,
      address: input.address ?? null,
      website: input.website ?? null,
      contact: contactRow(input.contact),
      status: 'APPLIED',
      memberships: [
        { platform, status: 'APPLIED', since: tx.now, reason: null, agreementVersion: input.agreementVersion ?? 1 },
      ],
      applicantId: tx.caller.kind === 'user' ? tx.caller.subject : null,
    };
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
  refuse: { action: 'refuseUnit', happened: 'refused', success: 'RefuseUnitSuccess', by: staff },
  suspend: { action: 'suspendUnit', happened: 'suspended', success: 'SuspendUnitSuccess', by: staff },
  reinstate: { action: 'reinstateUnit', happened: 'reinstated', success: 'ReinstateUnitSuccess', by: staff },
  leave: { action: 'leaveNetwork', happened: 'left', success: 'LeaveNetworkSuccess', by: unitHeads },
} as const;

function contactRow(contact: {
  name: string;
  telephone?: string | null | undefined;
  email?: string | null | undefined;
}) {
  return { name: contact.name, telephone: contact.telephone ?? null, email: contact.email ?? null };
}

/** The credit code's form or check character is wrong. */
export function creditCodeInvalid(caller: Caller, creditCode: string): Refused {
  const message = say(caller, {
    zh: '统一社会信用代码校验不通过（GB 32100-2015），请核对 18 位代码。',
    en: 'The credit code fails its check (GB 32100-2015). Compare all 18 characters.',
  });
  return new Refused({ __typename: 'CreditCodeInvalid', message, creditCode });
}

function unitFilter(filter: UnitFilter | null, platform: string): Record<string, unknown> {
  const where: Record<string, unknown> = filter?.scope === 'NETWORK' ? {} : { home: platform };
  if (filter?.status) where.status = filter.status;
  if (filter?.kind) where.kind = filter.kind;
  if (filter?.role) where.roles = filter.role;
  if (filter?.district) where.district = filter.district;
  if (filter?.creditCode) where.creditCode = filter.creditCode;
  if (filter?.alsoMemberOf) where.memberships = { $elemMatch: { platform: filter.alsoMemberOf, status: 'MEMBER' } };
  if (filter?.name) where.name = { $regex: escapeRegex(filter.name) };
  return where;
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
