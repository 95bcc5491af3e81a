import { type Caller, holds, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { geoPoint, isGeoPoint } from '../../kernel/records/geo-point.ts';
import type { Page, PageRequest } from '../../kernel/records/page.ts';
import { amended, RecordStore } from '../../kernel/records/record-store.ts';
import { notFound, notPermitted, type Problem, refuseProblems, required, say } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import type { AgreementStore } from './agreement-store.ts';
import { isCreditCode } from './domain/credit-code.ts';
import type { RegisterUnitInput, SetUnitLocationInput, UnitFilter, UnitSort } from './generated/types.ts';
import { type UnitRecord, unitKind } from './units.ts';

/** Who administers a unit. */
export const unitHeads = [...PLATFORM_STAFF, 'UNIT_ADMINISTRATOR'] as const;

/** Units as they are registered and found; their memberships are `MembershipStore`'s. */
export class UnitStore {
  readonly records: RecordStore<UnitRecord>;
  readonly #kernel: Kernel;
  readonly #agreements: AgreementStore;

  constructor(kernel: Kernel, agreements: AgreementStore) {
    this.#kernel = kernel;
    this.#agreements = agreements;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, unitKind);
  }

  /** A unit inside a transaction. */
  readonly find = (tx: Tx, id: string): Promise<UnitRecord | null> => this.records.byId(id, tx.session);

  /** For a DataLoader: what the caller may see, and the applications that they filed. */
  async visibleByIds(caller: Caller, ids: readonly string[]): Promise<(UnitRecord | null)[]> {
    const seen = await this.records.visibleByIds(caller, ids);
    if (caller.kind !== 'user' || !seen.includes(null)) return seen;
    const own = await this.applicationsOf(caller, ids);
    return seen.map((unit, index) => unit ?? own.find(({ _id }) => _id === ids[index]) ?? null);
  }

  /** The applications that the caller filed, newest first; only among `ids` when given. */
  async applicationsOf(caller: Caller, ids?: readonly string[]): Promise<UnitRecord[]> {
    const where = { applicantId: caller.subject, ...(ids ? { _id: { $in: [...ids] } } : {}) };
    return (await this.records.model
      .find(where as never)
      .sort({ registeredAt: -1 })
      .limit(100)
      .lean()) as unknown as UnitRecord[];
  }

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
          misplaced(input.location),
        ]);
        if (!isCreditCode(input.creditCode)) throw creditCodeInvalid(caller, input.creditCode);
        await this.#agreements.refuseOutdated(tx, input.agreementVersion ?? 1);
        await this.#refuseRegistered(tx, input.creditCode);
        const unit = this.applied(tx, input);
        await this.records.save(tx, [{ action: 'registerUnit', happened: 'registered', before: null, after: unit }]);
        return { __typename: 'RegisterUnitSuccess', unit };
      },
    );
  }

  /** The unit's administrator tells where it is. */
  setLocation(caller: Caller, input: SetUnitLocationInput) {
    const request = { caller, name: 'setUnitLocation', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      refuseProblems(caller, [misplaced(input.location)]);
      const before = await this.administered(tx, input.unitId, unitHeads);
      const unit = amended(before, { location: geoPoint(input.location) });
      await this.records.save(tx, [{ action: 'setUnitLocation', happened: 'amended', before, after: unit }]);
      return { __typename: 'SetUnitLocationSuccess', unit };
    });
  }

  /** An own unit that the caller administers by one of the roles; refusals otherwise. */
  async administered(tx: Tx, unitId: string, roles: Parameters<typeof holds>[1]): Promise<UnitRecord> {
    const unit = await this.records.byId(unitId, tx.session);
    if (!unit) throw notFound(tx.caller, unitId);
    if (unit.home !== this.#kernel.platform.id || !holds(tx.caller, roles, unit.path)) throw notPermitted(tx.caller);
    return unit;
  }

  async #refuseRegistered(tx: Tx, creditCode: string): Promise<void> {
    const standing = {
      creditCode,
      home: this.#kernel.platform.id,
      status: { $in: ['APPLIED', 'MEMBER', 'SUSPENDED'] },
    };
    const known = await this.records.model
      .findOne(standing as never)
      .session(tx.session)
      .lean();
    if (!known) return;
    const message = say(tx.caller, {
      zh: '该统一社会信用代码的单位已登记，请联系其管理员。',
      en: 'A unit with this credit code is registered already. Ask its administrator.',
    });
    const existing = known.audience === 'PUBLIC' ? known : null;
    throw new Refused({ __typename: 'UnitAlreadyRegistered', message, existing });
  }

  /** A unit as its application makes it: seen by the applicant's side and staff only. */
  applied(tx: Tx, input: RegisterUnitInput): UnitRecord {
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
      location: geoPoint(input.location),
      website: input.website ?? null,
      contact: contactRow(input.contact),
      status: 'APPLIED',
      memberships: [
        { platform, status: 'APPLIED', since: tx.now, reason: null, agreementVersion: input.agreementVersion ?? 1 },
      ],
      applicantId: tx.caller.kind === 'user' ? tx.caller.subject : null,
    };
  }
}

function misplaced(location: unknown): Problem | null {
  if (location === null || location === undefined || isGeoPoint(location)) return null;
  const text = {
    zh: '纬度须在 ±90 度、经度须在 ±180 度之内。',
    en: 'Latitude lies within ±90, longitude within ±180 degrees.',
  };
  return { field: 'location', text };
}

/** A contact as it is stored. */
export function contactRow(contact: {
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
