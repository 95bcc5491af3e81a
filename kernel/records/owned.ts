import type { Model } from 'mongoose';
import { type Caller, holds, type Role } from '../caller.ts';
import type { SharedRecord } from '../catalogue/types.ts';
import type { Index } from '../define-model.ts';
import { notFound, notPermitted, type Problem, refuseProblems, wrongState } from '../refusals.ts';
import type { Kernel, RefusalValue, Tx } from '../types.ts';
import { amended, type RecordStore } from './record-store.ts';
import type { SharedFields } from './shared-fields.ts';
import type { UnitProjection } from './unit-projection.ts';

/** Who registers for a unit or, with the platform's own path, for the platform. */
export const registrars: readonly Role[] = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'UNIT_ADMINISTRATOR'];

/** The part of an input that every registration has. */
export interface OwnedInput {
  readonly idempotencyKey: string;
  readonly unitId?: string | null | undefined;
  readonly sharing?: SharedRecord['sharing'] | null | undefined;
  readonly grade?: SharedRecord['grade'] | null | undefined;
}

/** One mutation that registers a record: `registerExpert` of `expert`. */
export interface Registration<T> {
  /** The mutation's name; its payload type is `<Name>Success`. */
  readonly action: string;
  /** Kind in global ids and the payload's field. */
  readonly idKind: string;
  readonly field: string;
  /** Roles that may register besides the administrators, over the unit's path. */
  readonly also?: readonly Role[];
  readonly problems: readonly (Problem | null)[];
  /** Makes the record; may throw further refusals. */
  build(shared: SharedFields, tx: Tx): T | Promise<T>;
  /** More to do in the transaction, such as counting. */
  after?(record: T, tx: Tx): void;
}

/** Registration and change of records by their owners: units, or the platform itself. */
export class OwnedRecords<T extends SharedFields> {
  readonly store: RecordStore<T>;
  readonly #kernel: Kernel;
  readonly #units: Model<UnitProjection>;

  constructor(kernel: Kernel, store: RecordStore<T>, units: Model<UnitProjection>) {
    this.#kernel = kernel;
    this.store = store;
    this.#units = units;
  }

  /** Registers a record of the unit that the input names, else of the caller's, else of the platform. */
  register(caller: Caller, input: OwnedInput, how: Registration<T>): Promise<RefusalValue> {
    const request = { caller, name: how.action, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const unitId = input.unitId ?? caller.unitId;
      await this.#refuseUnlessRegistrar(tx, unitId, how.also ?? []);
      refuseProblems(caller, how.problems);
      const reach = { sharing: input.sharing ?? 'NATION', grade: input.grade ?? 'OPEN' } as const;
      const shared = this.store.fresh(this.#kernel.newId(how.idKind), { unitId }, reach, tx.now);
      const record = await how.build(shared, tx);
      await this.store.save(tx, [{ action: how.action, happened: 'registered', before: null, after: record }]);
      how.after?.(record, tx);
      return success(how.action, how.field, record);
    }) as Promise<RefusalValue>;
  }

  /** Changes an own record: `change` gives the fields, or null when its state does not allow the step. */
  change(
    caller: Caller,
    input: { readonly idempotencyKey: string; readonly reason?: string | null | undefined },
    id: string,
    how: {
      readonly action: string;
      readonly happened: string;
      readonly field: string;
      readonly also?: readonly Role[];
      readonly problems?: readonly (Problem | null)[];
      change(before: T): { readonly to: Partial<T> } | { readonly state: string; readonly possible: readonly string[] };
    },
  ): Promise<RefusalValue> {
    const request = { caller, name: how.action, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.store.byId(id, tx.session);
      if (!before) throw notFound(caller, id);
      if (before.home !== this.#kernel.platform.id || !holds(caller, [...registrars, ...(how.also ?? [])], before.path))
        throw notPermitted(caller);
      refuseProblems(caller, how.problems ?? []);
      const step = how.change(before);
      if (!('to' in step)) throw wrongState(caller, step.state, step.possible);
      const after = amended(before, step.to);
      const reason = input.reason ?? undefined;
      await this.store.save(tx, [{ action: how.action, happened: how.happened, before, after, reason }]);
      return success(how.action, how.field, after);
    }) as Promise<RefusalValue>;
  }

  async #refuseUnlessRegistrar(tx: Tx, unitId: string | null, also: readonly Role[]): Promise<void> {
    const roles = [...registrars, ...also];
    if (unitId === null) {
      if (!holds(tx.caller, roles, [this.#kernel.platform.id])) throw notPermitted(tx.caller);
      return;
    }
    const unit = await this.#units.findById(unitId).session(tx.session).lean();
    if (!unit || unit.home !== this.#kernel.platform.id) throw notFound(tx.caller, unitId);
    if (unit.status !== 'MEMBER' || !holds(tx.caller, roles, unit.path)) throw notPermitted(tx.caller);
  }
}

function success(action: string, field: string, record: object): RefusalValue {
  const type = `${action[0]?.toUpperCase()}${action.slice(1)}Success`;
  return { __typename: type, [field]: record } as unknown as RefusalValue;
}

/** The facets that the lists of all kinds have. */
export interface OwnedFilter {
  readonly scope?: 'OWN' | 'NETWORK' | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly field?: string | null | undefined;
  readonly title?: string | null | undefined;
}

/** A list's filter as equalities and a prefix range over `titleField`; `more` adds the kind's own facets, nulls left out. */
export function ownedFilter(
  filter: OwnedFilter | null | undefined,
  platform: string,
  titleField: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const where: Record<string, unknown> = filter?.scope === 'NETWORK' ? {} : { home: platform };
  if (filter?.unitId) where.unitId = filter.unitId;
  if (filter?.field) where.field = filter.field;
  if (filter?.title) where[titleField] = { $gte: filter.title, $lt: `${filter.title}\uffff` };
  for (const [name, value] of Object.entries(more)) if (value !== null && value !== undefined) where[name] = value;
  return where;
}

/** The indexes behind those lists, in order of `titleField`. */
export function ownedIndexes(titleField: string): readonly Index[] {
  return [
    { keys: { home: 1, [titleField]: 1, _id: 1 } },
    { keys: { [titleField]: 1, _id: 1 } },
    { keys: { unitId: 1, [titleField]: 1, _id: 1 } },
    { keys: { field: 1, [titleField]: 1, _id: 1 } },
  ];
}

/** The members of a partner's document that a record has, each with a default for what is missing. */
export function membersOf<D extends object>(defaults: D, document: Readonly<Record<string, unknown>>): D {
  const known = Object.keys(defaults).flatMap((name) =>
    (document[name] ?? null) === null ? [] : [[name, document[name]]],
  );
  return { ...defaults, ...Object.fromEntries(known) };
}

/** The members of a record that partners get: those of `defaults`. */
export function documentOf<D extends object>(defaults: D, record: D): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(defaults).map((name) => [name, record[name as keyof D]]));
}
