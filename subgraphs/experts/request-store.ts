import type { Model } from 'mongoose';
import { type Caller, holds } from '../../kernel/caller.ts';
import { createCollections } from '../../kernel/define-model.ts';
import type { DeliveredEvent } from '../../kernel/events/types.ts';
import { intentKey, partnerIntents } from '../../kernel/partner-intents.ts';
import { UNSETTLED_AT_ONCE } from '../../kernel/people.ts';
import { registrars } from '../../kernel/records/owned.ts';
import { type PageRequest, pageOf } from '../../kernel/records/page.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../kernel/refusals.ts';
import { isRefusal } from '../../kernel/room-commands.ts';
import { typedInRows } from '../../kernel/typed-text.ts';
import type { Kernel, RefusalValue, Tx } from '../../kernel/types.ts';
import { type ExpertRequestStep, requestSteps, stateNamed, stepWords } from './domain/request.ts';
import type { ExpertRecord, ExpertStore } from './expert-store.ts';
import type { RequestExpertInput } from './generated/types.ts';
import { type ExpertRequestRow, expertRequestModel } from './request-model.ts';

interface PartnerRequestData {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly state: string;
  readonly version: number;
  readonly reason: string | null;
}

const ANSWER = `__typename ... on PartnerRequest { id idempotencyKey state version reason }
  ... on PartnerRefusal { refusal message details }`;
const REQUEST = `mutation Ask($input: PartnerExpertInput!) { requestExpert(input: $input) { ${ANSWER} } }`;
const WITHDRAW = `mutation Withdraw($input: PartnerCancelInput!) { withdrawRequest(input: $input) { ${ANSWER} } }`;
const BY_KEY =
  'query Known($keys: [String!]!) { requestsByKey(idempotencyKeys: $keys) { id idempotencyKey state version reason } }';
/** Refusals that our unions know. */
const REFUSALS: ReadonlySet<string> = new Set(['NotFound', 'NotPermitted', 'InvalidInput', 'WrongState']);
const newestFirst = { field: 'requestedAt', direction: -1 } as const;

/** Requests to experts (专家服务) for a diagnosis, advice or training, here or at the expert's home platform. */
export class ExpertRequestStore {
  readonly #kernel: Kernel;
  readonly #experts: ExpertStore;
  readonly #model: Model<ExpertRequestRow>;
  readonly #intents: ReturnType<typeof partnerIntents<ExpertRequestRow, PartnerRequestData>>;

  constructor(kernel: Kernel, experts: ExpertStore) {
    this.#kernel = kernel;
    this.#experts = experts;
    this.#model = expertRequestModel(kernel);
    this.#intents = partnerIntents<ExpertRequestRow, PartnerRequestData>(kernel, {
      name: 'experts.reconcile',
      answerType: 'PartnerRequest',
      byKey: { document: BY_KEY, field: 'requestsByKey' },
      keyOf: ({ idempotencyKey }) => idempotencyKey ?? '',
      isPending: ({ state }) => state === 'PENDING',
      waiting: (before) =>
        this.#model
          .find({ state: 'PENDING', requestedAt: { $lt: before } })
          .limit(200)
          .lean(),
      apply: (tx, id, known) => this.#take(tx, id, known),
      refuse: (tx, mirror, told) => this.#refused(tx, mirror, told),
      refusals: REFUSALS,
    });
  }

  async open(): Promise<this> {
    const { people } = this.#kernel;
    await createCollections([this.#model]);
    this.#kernel.consume({
      name: 'experts.partnerRequests',
      types: ['partner.expertRequest.*'],
      handle: (event, tx) => this.#follow(event, tx),
    });
    this.#kernel.job({ name: 'experts.reconcile', everySeconds: 60, run: ({ now }) => this.#intents.reconcile(now) });
    people.keep({
      name: 'expertRequests',
      export: (requesterId) => this.#model.find({ requesterId }).sort({ _id: 1 }).lean<object[]>(),
      // A request names who made it by the id alone.
      erase: async () => undefined,
      unsettled: async (requesterId) => {
        const open = { requesterId, state: { $in: ['PENDING', 'REQUESTED', 'ACCEPTED'] as const } };
        const rows = await this.#model.find(open).sort({ requestedAt: -1 }).limit(UNSETTLED_AT_ONCE).lean();
        return rows.map(({ _id: id, description }) => ({ kind: 'expertRequest', id, title: description.slice(0, 60) }));
      },
    });
    const own = ({ home }: ExpertRequestRow): boolean => home === this.#kernel.platform.id;
    people.typed(
      typedInRows(
        this.#model,
        'expertRequest',
        { description: ['description'], reason: ['reason'] },
        { own, tell: (tx, row) => this.#tell(tx, 'redacted', row) },
      ),
    );
    return this;
  }

  /** For a DataLoader: the caller's own, and those of experts whom the caller speaks for. */
  async visibleByIds(caller: Caller, ids: readonly string[]): Promise<(ExpertRequestRow | null)[]> {
    const wanted = [...ids];
    const rows = await this.#model.find({ $or: [{ _id: { $in: wanted } }, { remoteId: { $in: wanted } }] }).lean();
    const experts = await this.#experts.accountsOf(rows.map(({ expertId }) => expertId));
    return ids.map((id) => {
      const row = rows.find((one) => one._id === id || one.remoteId === id);
      const sees = row && (row.requesterId === caller.subject || speaksFor(caller, row, experts.get(row.expertId)));
      return sees ? row : null;
    });
  }

  mine(caller: Caller, request: PageRequest) {
    return pageOf(this.#model, { requesterId: caller.subject }, newestFirst, request);
  }

  /** What experts of this platform were asked: all for staff, those of an expert for who speaks for the expert. */
  async asked(caller: Caller, expertId: string | null, request: PageRequest) {
    const home = this.#kernel.platform.id;
    const staff = caller.kind === 'system' || holds(caller, registrars, [home]);
    const expert = expertId === null ? null : await this.#experts.records.byId(expertId);
    const may = staff || (expert !== null && speaksFor(caller, expert, expert.accountId));
    const where = { home, ...(expertId === null ? {} : { expertId }) };
    return pageOf(this.#model, may ? where : { home: '' }, newestFirst, request);
  }

  /** Asks an expert of this platform here, a partner's at its home (the intent is stored before the call). */
  async request(caller: Caller, input: RequestExpertInput) {
    const { idempotencyKey } = input;
    const begun = await this.#kernel.command({ caller, name: 'requestExpert', idempotencyKey, input }, async (tx) => {
      refuseProblems(caller, [required('description', input.description)]);
      const expert = await this.#experts.records.byId(input.expertId, tx.session);
      if (!expert || expert.withdrawn) throw notFound(caller, input.expertId);
      refuseProblems(caller, [expert.services.includes(input.service) ? null : NOT_OFFERED]);
      const row = this.#fresh(tx, expert, input);
      await this.#model.insertMany([row], { session: tx.session });
      await this.#tell(tx, 'requested', row);
      tx.audit({ action: 'requestExpert', recordId: row._id, after: row.state });
      if (row.state === 'REQUESTED') await this.#notify(tx, 'requested', row, expert.accountId ?? expert.unitId);
      return { __typename: 'RequestExpertSuccess', requestId: row._id };
    });
    if (isRefusal(begun)) return begun;
    const row = await this.#present(begun.requestId);
    if (row.refusal) return row.refusal;
    if (row.state !== 'PENDING') return success('RequestExpert', row);
    const { expertId, service, description, idempotencyKey: key } = row;
    const asked = { idempotencyKey: key, expertId, service, description };
    return this.#fresher('RequestExpert', row, await this.#intents.ask(caller, row, REQUEST, asked, row));
  }

  /** A step of the expert's side, or the requester's withdrawal; of a mirror at its home platform. */
  async step(
    caller: Caller,
    step: ExpertRequestStep,
    input: { readonly idempotencyKey: string; readonly requestId: string; readonly reason?: string },
  ) {
    const { action, happened } = stepWords[step];
    const known = (await this.visibleByIds(caller, [input.requestId]))[0];
    if (known && step === 'withdraw' && known.home !== this.#kernel.platform.id) {
      const asked = { idempotencyKey: input.idempotencyKey, id: known.remoteId, reason: input.reason };
      return this.#fresher(titled(action), known, await this.#intents.ask(caller, known, WITHDRAW, asked, known));
    }
    const request = { caller, name: action, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#model.findById(input.requestId).session(tx.session).lean();
      if (!before || before.home !== this.#kernel.platform.id) throw notFound(caller, input.requestId);
      const expert = await this.#experts.records.byId(before.expertId, tx.session);
      if (!mayStep(caller, step, before, expert?.accountId)) throw notPermitted(caller);
      if (step === 'refuse') refuseProblems(caller, [required('reason', input.reason)]);
      const state = requestSteps[before.state][step];
      if (!state) throw wrongState(caller, before.state, Object.keys(requestSteps[before.state]));
      const after = { ...before, state, reason: input.reason?.trim() || before.reason, version: before.version + 1 };
      await this.#model.replaceOne({ _id: before._id, version: before.version }, after, { session: tx.session });
      if (state === 'COMPLETED') tx.count('servicesProvided', 1, before.unitId ? { unitId: before.unitId } : {});
      tx.audit({ action, recordId: before._id, before: before.state, after: state, ...reasonOf(input) });
      await this.#tell(tx, happened, after);
      const to = step === 'withdraw' ? (expert?.accountId ?? before.unitId) : before.requesterId;
      if (step === 'withdraw' || before.requesterHome === before.home) await this.#notify(tx, happened, after, to);
      return success(titled(action), after);
    });
  }

  async #fresher(mutation: string, row: ExpertRequestRow, told: ExpertRequestRow | RefusalValue) {
    return '__typename' in told ? told : success(mutation, await this.#present(row._id));
  }

  async #follow(event: DeliveredEvent, tx: Tx): Promise<void> {
    const known = event.payload as unknown as PartnerRequestData;
    const mirror = await this.#model
      .findOne({ remoteId: String(known.id ?? event.recordId) })
      .session(tx.session)
      .lean();
    if (mirror) await this.#take(tx, mirror._id, { ...known, version: event.version });
  }

  /** Takes over the state at home, unless the mirror is as new. */
  async #take(tx: Tx, id: string, known: PartnerRequestData): Promise<void> {
    const before = await this.#model.findById(id).session(tx.session).lean();
    if (!before || (before.remoteId !== null && before.version >= known.version)) return;
    const state = stateNamed(known.state) ?? before.state;
    const set = { remoteId: known.id, state, reason: known.reason ?? null, version: known.version };
    await this.#model.updateOne({ _id: id }, { $set: set }, { session: tx.session });
    if (state === before.state || before.state === 'PENDING') return;
    if (state === 'COMPLETED')
      tx.count('servicesReceived', 1, before.requesterUnitId ? { unitId: before.requesterUnitId } : {});
    const word = Object.values(stepWords).find(({ happened }) => happened === state.toLowerCase());
    if (word?.by === 'EXPERT') await this.#notify(tx, word.happened, { ...before, ...set }, before.requesterId);
  }

  async #refused(tx: Tx, { _id }: ExpertRequestRow, refusal: RefusalValue): Promise<void> {
    const set = { state: 'REFUSED', reason: refusal.message, refusal };
    await this.#model.updateOne({ _id, state: 'PENDING' }, { $set: set }, { session: tx.session });
  }

  #fresh(tx: Tx, expert: ExpertRecord, { service, description }: RequestExpertInput): ExpertRequestRow {
    const _id = this.#kernel.newId('expertRequest');
    const here = this.#kernel.platform.id;
    const isRemote = expert.home !== here;
    return {
      _id,
      expertId: expert._id,
      service,
      description: description.trim(),
      requesterId: tx.caller.subject,
      requesterHome: tx.caller.home,
      requesterUnitId: tx.caller.unitId,
      path: expert.path,
      unitId: expert.unitId,
      home: expert.home,
      state: isRemote ? 'PENDING' : 'REQUESTED',
      reason: null,
      remoteId: null,
      idempotencyKey: isRemote ? intentKey(here, _id) : null,
      refusal: null,
      requestedAt: tx.now,
      version: isRemote ? 0 : 1,
    };
  }

  /** Events carry no description: it is for the two sides alone. */
  async #tell(tx: Tx, happened: string, row: ExpertRequestRow): Promise<void> {
    const { _id: id, state, version, reason, service, home, requesterHome } = row;
    const payload = { id, state, version, reason, title: service, kind: 'expertRequest' };
    const event = { type: `expertRequest.${happened}`, recordId: id, version, payload };
    tx.emit(event);
    if (home === this.#kernel.platform.id && requesterHome !== home && happened !== 'requested')
      await this.#kernel.partners.deliver(tx, requesterHome, event);
  }

  async #notify(tx: Tx, happened: string, row: ExpertRequestRow, to: string | null): Promise<void> {
    const values = { title: SERVICE_NAMES[row.service], reason: row.reason ?? '' };
    tx.notify({ template: `expertRequest.${happened}`, to: [to ?? row.home], about: row._id, values });
  }

  async #present(id: string): Promise<ExpertRequestRow> {
    const row = await this.#model.findById(id).lean();
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }
}

const SERVICE_NAMES = {
  DIAGNOSIS: '现场诊断 · on-site diagnosis',
  CONSULTING: '咨询 · advice',
  TRAINING: '培训 · training',
} as const;

const NOT_OFFERED = {
  field: 'service',
  text: { zh: '该专家不提供此项服务。', en: 'The expert does not offer this service.' },
};

function speaksFor(caller: Caller, { path }: { readonly path: readonly string[] }, accountId?: string | null): boolean {
  return caller.kind === 'system' || caller.subject === accountId || holds(caller, registrars, path);
}

function mayStep(caller: Caller, step: ExpertRequestStep, row: ExpertRequestRow, accountId?: string | null): boolean {
  return stepWords[step].by === 'REQUESTER' ? row.requesterId === caller.subject : speaksFor(caller, row, accountId);
}

function reasonOf({ reason }: { readonly reason?: string }) {
  return reason ? { reason } : {};
}

function titled(action: string): string {
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

function success(mutation: string, expertRequest: ExpertRequestRow) {
  return { __typename: `${mutation}Success`, expertRequest };
}
