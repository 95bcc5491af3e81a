import type { Model } from 'mongoose';
import { type Caller, holds, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { createCollections } from '../../kernel/define-model.ts';
import type { DeliveredEvent } from '../../kernel/events/types.ts';
import { type Page, type PageRequest, pageOf } from '../../kernel/records/page.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { AccountStore } from './account-store.ts';
import { type AdmissionRow, admissionModel } from './admission-model.ts';
import { type AdmissionState, type AdmissionStep, admissionSteps, isOpen } from './domain/admission.ts';
import type { MembershipStatus } from './domain/membership.ts';
import type { AdmissionFilter, RequestAdmissionInput } from './generated/types.ts';
import type { MembershipStore } from './membership-store.ts';
import type { UnitStore } from './unit-store.ts';

const endorsers = [...PLATFORM_STAFF, 'UNIT_ADMINISTRATOR'] as const;
const unitStatus: Readonly<Record<AdmissionState, MembershipStatus>> = {
  REQUESTED: 'APPLIED',
  ACCEPTED: 'MEMBER',
  REFUSED: 'REFUSED',
  REVOKED: 'LEFT',
  WITHDRAWN: 'LEFT',
};

/**
 * Two-level registration (两级用户注册) and dual membership: a unit's administrator endorses a user or the unit itself, the platform above accepts,
 * refuses, and may revoke. Both sides keep a record; the two tell each other through the link.
 */
export class AdmissionStore {
  readonly #kernel: Kernel;
  readonly #accounts: AccountStore;
  readonly #units: UnitStore;
  readonly #memberships: MembershipStore;
  readonly #model: Model<AdmissionRow>;

  constructor(kernel: Kernel, accounts: AccountStore, units: UnitStore, memberships: MembershipStore) {
    this.#kernel = kernel;
    this.#accounts = accounts;
    this.#units = units;
    this.#memberships = memberships;
    this.#model = admissionModel(kernel);
  }

  async open(): Promise<this> {
    await createCollections([this.#model]);
    const types = ['partner.admission.requested', 'partner.admission.decided', 'partner.admission.withdrawn'];
    this.#kernel.consume({ name: 'members.admissions', types, handle: (event, tx) => this.#follow(event, tx) });
    return this;
  }

  /** Own requests of a unit for its administrator; all for staff, those of platforms below included. */
  list(caller: Caller, filter: AdmissionFilter | null, request: PageRequest): Promise<Page<AdmissionRow>> {
    const where: Record<string, unknown> = filter?.state ? { state: filter.state } : {};
    if (filter?.kind) where.kind = filter.kind;
    if (!holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id]))
      where.unitId = {
        $in: caller.grants.flatMap(({ role, path }) => (role === 'UNIT_ADMINISTRATOR' ? path.slice(1, 2) : [])),
      };
    return pageOf(this.#model, where, { field: 'requestedAt', direction: -1 }, request);
  }

  /** Is this account of a platform below admitted here (second level)? */
  async isAdmitted(accountId: string): Promise<boolean> {
    return (await this.#model.exists({ subjectId: accountId, state: 'ACCEPTED' })) !== null;
  }

  /** Endorses a user, or asks for the unit's own second membership, at the platform above. */
  request(caller: Caller, input: RequestAdmissionInput) {
    const request = { caller, name: 'requestAdmission', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const to = this.#kernel.platform.parent;
      if (!to) throw invalidInput(caller, [noParent]);
      const subject = await this.#subject(tx, input);
      const known = await this.#model.find({ subjectId: input.subjectId }).session(tx.session).lean();
      const open = known.find((row) => row.to === to && isOpen(row.state));
      if (open) throw wrongState(caller, open.state, ['withdrawAdmission']);
      const admission: AdmissionRow = {
        _id: this.#kernel.newId('admission'),
        kind: input.kind,
        subjectId: input.subjectId,
        ...subject,
        home: this.#kernel.platform.id,
        to,
        state: 'REQUESTED',
        reason: null,
        peerId: null,
        requestedAt: tx.now,
        decidedAt: null,
        version: 1,
      };
      await this.#model.insertMany([admission], { session: tx.session });
      await this.#effect(tx, admission);
      await this.#tell(tx, 'requestAdmission', 'requested', admission, to);
      return { __typename: 'RequestAdmissionSuccess', admission };
    });
  }

  /** The platform above decides: `accept`, `refuse`, later `revoke`; the home platform may `withdraw`. */
  step(
    caller: Caller,
    step: AdmissionStep,
    input: {
      readonly idempotencyKey: string;
      readonly admissionId: string;
      readonly reason?: string | null | undefined;
    },
  ) {
    const { action, success } = steps[step];
    return this.#kernel.command({ caller, name: action, idempotencyKey: input.idempotencyKey, input }, async (tx) => {
      const before = await this.#inHand(tx, input.admissionId, step);
      if (step !== 'accept') refuseProblems(caller, [required('reason', input.reason)]);
      const state = admissionSteps[before.state][step];
      if (!state) throw wrongState(caller, before.state, Object.keys(admissionSteps[before.state]));
      const fields = { state, reason: input.reason ?? null, decidedAt: tx.now };
      const after = await this.#replace(tx, before, fields);
      const isHome = before.home === this.#kernel.platform.id;
      if (isHome) await this.#effect(tx, after);
      await this.#tell(tx, action, isHome ? 'withdrawn' : 'decided', after, isHome ? after.to : after.home);
      return { __typename: success, admission: after };
    });
  }

  async #subject(
    tx: Tx,
    { kind, subjectId }: RequestAdmissionInput,
  ): Promise<{ unitId: string | null; unitName: string }> {
    const account = kind === 'ACCOUNT' ? (await this.#accounts.byIds([subjectId]))[0] : null;
    if (kind === 'ACCOUNT' && !account) throw notFound(tx.caller, subjectId);
    const unitId = account ? account.unitId : subjectId;
    const unit = unitId ? await this.#units.find(tx, unitId) : null;
    if (kind === 'UNIT' && (!unit || unit.home !== this.#kernel.platform.id)) throw notFound(tx.caller, subjectId);
    const path = unit?.path ?? [this.#kernel.platform.id];
    if (!holds(tx.caller, unit ? endorsers : PLATFORM_STAFF, path)) throw notPermitted(tx.caller);
    if (unit && unit.status !== 'MEMBER') throw wrongState(tx.caller, unit.status, []);
    return { unitId: unit?._id ?? null, unitName: unit?.name ?? '' };
  }

  async #inHand(tx: Tx, id: string, step: AdmissionStep): Promise<AdmissionRow> {
    const here = this.#kernel.platform.id;
    const admission = await this.#model.findById(id).session(tx.session).lean();
    if (!admission) throw notFound(tx.caller, id);
    const mayHere = admission.home === here ? step === 'withdraw' : step !== 'withdraw';
    const path = admission.home === here && admission.unitId ? [here, admission.unitId] : [here];
    if (!mayHere || !holds(tx.caller, step === 'withdraw' ? endorsers : PLATFORM_STAFF, path))
      throw notPermitted(tx.caller);
    return admission;
  }

  async #follow(event: DeliveredEvent, tx: Tx): Promise<void> {
    if (event.type === 'partner.admission.requested') return this.#asked(event, tx);
    const { payload, recordId } = event;
    const home = String(payload.home);
    // A partner's word counts only on the admission that it concerns: the decider's by our own id, the asker's by the id it was asked under.
    const where =
      event.type === 'partner.admission.decided'
        ? { _id: String(payload.peerId), to: home }
        : { peerId: recordId, home };
    const before = await this.#model.findOne(where).session(tx.session).lean();
    const state = payload.state as AdmissionState;
    if (!before || !Object.values(admissionSteps[before.state]).includes(state)) return;
    const fields = { state, reason: typeof payload.reason === 'string' ? payload.reason : null, decidedAt: tx.now };
    const after = await this.#replace(tx, before, fields);
    tx.audit({ action: event.type, recordId: after._id, before: before.state, after: state });
    if (after.home === this.#kernel.platform.id) await this.#effect(tx, after);
  }

  async #asked(event: DeliveredEvent, tx: Tx): Promise<void> {
    const { payload, recordId } = event;
    if (await this.#model.exists({ peerId: recordId }).session(tx.session)) return;
    const admission: AdmissionRow = {
      _id: this.#kernel.newId('admission'),
      kind: payload.kind === 'UNIT' ? 'UNIT' : 'ACCOUNT',
      subjectId: String(payload.subjectId),
      unitName: String(payload.unitName),
      unitId: typeof payload.unitId === 'string' ? payload.unitId : null,
      home: String(payload.home),
      to: this.#kernel.platform.id,
      state: 'REQUESTED',
      reason: null,
      peerId: recordId,
      requestedAt: tx.now,
      decidedAt: null,
      version: 1,
    };
    if (!admission.subjectId.startsWith(`${admission.home}:`)) return;
    await this.#model.insertMany([admission], { session: tx.session });
    tx.audit({ action: event.type, recordId: admission._id, after: admission });
  }

  /** What an admission means at home: the user's level, or the unit's second membership. */
  #effect(tx: Tx, { kind, subjectId, state, to, reason }: AdmissionRow): Promise<void> {
    if (kind === 'ACCOUNT') return this.#accounts.setLevel(tx, subjectId, state === 'ACCEPTED' ? 2 : 1);
    return this.#memberships.setMembership(tx, subjectId, {
      platform: to,
      status: unitStatus[state],
      since: tx.now,
      reason,
      agreementVersion: null,
    });
  }

  async #replace(tx: Tx, before: AdmissionRow, fields: Partial<AdmissionRow>): Promise<AdmissionRow> {
    const after = { ...before, ...fields, version: before.version + 1 };
    const where = { _id: before._id, version: before.version };
    const { matchedCount } = await this.#model.replaceOne(where, after, { session: tx.session });
    if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
    return after;
  }

  async #tell(tx: Tx, action: string, happened: string, admission: AdmissionRow, partner: string): Promise<void> {
    const { _id: recordId, version, kind, subjectId, unitId, unitName, state, reason, peerId } = admission;
    tx.audit({ action, recordId, after: { state, reason } });
    const payload = { kind, subjectId, unitId, unitName, state, reason, peerId };
    const event = { type: `admission.${happened}`, recordId, version, payload };
    tx.emit(event);
    await this.#kernel.partners.deliver(tx, partner, event);
  }
}

const steps = {
  accept: { action: 'acceptAdmission', success: 'AcceptAdmissionSuccess' },
  refuse: { action: 'refuseAdmission', success: 'RefuseAdmissionSuccess' },
  revoke: { action: 'revokeAdmission', success: 'RevokeAdmissionSuccess' },
  withdraw: { action: 'withdrawAdmission', success: 'WithdrawAdmissionSuccess' },
} as const;

const noParent: Problem = {
  field: 'subjectId',
  text: { zh: '本平台没有上级平台。', en: 'There is no platform above this one.' },
};
