import type { Model } from 'mongoose';
import { type Caller, holds, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel } from '../../kernel/define-model.ts';
import type { DeliveredEvent } from '../../kernel/events/types.ts';
import { intentKey, partnerIntents } from '../../kernel/partner-intents.ts';
import { UNSETTLED_AT_ONCE } from '../../kernel/people.ts';
import { type PageRequest, pageOf } from '../../kernel/records/page.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../kernel/refusals.ts';
import { typedInRows } from '../../kernel/typed-text.ts';
import type { Kernel, RefusalValue, Tx } from '../../kernel/types.ts';
import type { DocumentStore } from './document-store.ts';
import { type DeliveryStatus, type DeliveryStep, deliverySteps } from './domain/delivery.ts';
import type { FulfilDeliveryInput, RefuseDeliveryInput, RequestDeliveryInput } from './generated/types.ts';

/** A document delivery (原文传递), at its home or as the mirror of one at a partner. */
export interface DeliveryRow {
  readonly _id: string;
  readonly documentId: string | null;
  readonly citation: string;
  readonly requesterId: string;
  readonly requesterHome: string;
  readonly unitId: string | null;
  readonly pageRange: string | null;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly fileId: string | null;
  readonly home: string;
  /** Of a mirror: the id at its home, and the key under which it was asked for there. */
  readonly remoteId: string | null;
  readonly remoteKey: string | null;
  readonly refusal: RefusalValue | null;
  readonly requestedAt: Date;
  readonly deliveredAt: Date | null;
  readonly version: number;
}

interface DeliverySuccess {
  readonly __typename: 'RequestDeliverySuccess';
  readonly delivery: DeliveryRow;
}

interface PartnerRequestData {
  readonly __typename?: string;
  readonly id: string;
  readonly idempotencyKey: string;
  readonly state: DeliveryStatus;
  readonly version: number;
  readonly reason: string | null;
}

const REQUEST = `mutation Ask($input: PartnerDeliveryInput!) { requestDelivery(input: $input) { __typename
  ... on PartnerRequest { id idempotencyKey state version reason } ... on PartnerRefusal { refusal message details } } }`;
const BY_KEY = `query Known($keys: [String!]!) { requestsByKey(idempotencyKeys: $keys) { id idempotencyKey state version reason } }`;
const newestFirst = { field: 'requestedAt', direction: -1 } as const;

/** Deliveries of documents that are not online. */
export class DeliveryStore {
  readonly #kernel: Kernel;
  readonly #documents: DocumentStore;
  readonly #model: Model<DeliveryRow>;
  readonly #intents: ReturnType<typeof partnerIntents<DeliveryRow, PartnerRequestData>>;

  constructor(kernel: Kernel, documents: DocumentStore) {
    this.#kernel = kernel;
    this.#documents = documents;
    this.#model = deliveryModel(kernel);
    this.#intents = partnerIntents<DeliveryRow, PartnerRequestData>(kernel, {
      name: 'literature.reconcile',
      answerType: 'PartnerRequest',
      byKey: { document: BY_KEY, field: 'requestsByKey' },
      keyOf: ({ remoteKey }) => remoteKey ?? '',
      isPending: ({ status, remoteId }) => status === 'PENDING' && remoteId === null,
      waiting: (before) =>
        this.#model
          .find({ status: 'PENDING', remoteId: null, requestedAt: { $lt: before } })
          .limit(200)
          .lean(),
      apply: (tx, id, known) => this.#take(tx, id, known),
      refuse: (tx, delivery, told) => this.#refused(tx, delivery, told),
      refusals: REFUSALS,
    });
  }

  async open(): Promise<this> {
    await createCollections([this.#model]);
    const name = 'literature.partnerDeliveries';
    this.#kernel.consume({ name, types: ['partner.delivery.*'], handle: (event, tx) => this.#follow(event, tx) });
    this.#kernel.people.keep({
      name: 'deliveries',
      export: (requesterId) => this.#model.find({ requesterId }).sort({ _id: 1 }).lean<object[]>(),
      // A delivery names its requester by the id alone.
      erase: async () => undefined,
      unsettled: async (requesterId) => {
        const open = { requesterId, status: { $in: ['REQUESTED', 'PENDING'] as const } };
        const rows = await this.#model.find(open).sort({ requestedAt: -1 }).limit(UNSETTLED_AT_ONCE).lean();
        return rows.map(({ _id: id, citation: title }) => ({ kind: 'delivery', id, title }));
      },
    });
    this.#kernel.people.typed(
      typedInRows(
        this.#model,
        'delivery',
        { reason: ['reason'] },
        { own: ({ home }) => home === this.#kernel.platform.id },
      ),
    );
    this.#kernel.job({ name: 'literature.reconcile', everySeconds: 60, run: ({ now }) => this.reconcile(now) });
    return this;
  }

  /** For a DataLoader: the caller's own, and for staff all. */
  async visibleByIds(caller: Caller, ids: readonly string[]): Promise<(DeliveryRow | null)[]> {
    const rows = await this.#model.find({ _id: { $in: [...ids] } }).lean();
    const all = caller.kind === 'system' || holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id]);
    return ids.map((id) => rows.find((row) => row._id === id && (all || row.requesterId === caller.subject)) ?? null);
  }

  mine(caller: Caller, request: PageRequest) {
    return pageOf(this.#model, { requesterId: caller.subject }, newestFirst, request);
  }

  /** What this platform has to deliver; for its staff. */
  pending(caller: Caller, request: PageRequest) {
    const may = caller.kind === 'system' || holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id]);
    const where = { home: this.#kernel.platform.id, status: may ? 'REQUESTED' : '' };
    return pageOf(this.#model, where, newestFirst, request);
  }

  /** Asks for a copy: of an own document here, of a partner's document at its home platform (the intent is stored before the call). */
  async request(caller: Caller, input: RequestDeliveryInput) {
    const command = { caller, name: 'requestDelivery', idempotencyKey: input.idempotencyKey, input };
    const begun = await this.#kernel.command(command, async (tx) => {
      refuseProblems(caller, [input.documentId ? null : required('citation', input.citation)]);
      const document = input.documentId ? await this.#documents.inHand(tx, input.documentId) : null;
      const home = document?.home ?? this.#kernel.platform.id;
      const delivery = this.#fresh(tx, input, document?.title ?? input.citation ?? '', document?.unitId ?? null, home);
      await this.#model.insertMany([delivery], { session: tx.session });
      await this.#tell(tx, 'requestDelivery', 'requested', delivery);
      return { __typename: 'RequestDeliverySuccess', delivery };
    });
    if (!('delivery' in begun)) return begun as RefusalValue;
    return this.#atHome(caller, (begun.delivery as DeliveryRow)._id);
  }

  fulfil(caller: Caller, input: FulfilDeliveryInput) {
    return this.#step(caller, 'fulfil', input, async (tx, before) => {
      const where = before.unitId ? { unitId: before.unitId } : {};
      tx.count('documentDeliveries', 1, where);
      const file = input.fileId ? await this.#kernel.files.attach(tx, input.fileId) : null;
      return { fileId: file?.id ?? null, deliveredAt: tx.now };
    });
  }

  refuse(caller: Caller, input: RefuseDeliveryInput) {
    return this.#step(caller, 'refuse', input, async () => {
      refuseProblems(caller, [required('reason', input.reason)]);
      return { reason: input.reason };
    });
  }

  /** Job: what became of requests whose answer was lost. */
  reconcile(now: Date): Promise<void> {
    return this.#intents.reconcile(now);
  }

  async #atHome(caller: Caller, id: string): Promise<RefusalValue | DeliverySuccess> {
    const delivery = await this.#present(id);
    if (delivery.refusal) return delivery.refusal;
    if (delivery.status === 'PENDING' && !delivery.remoteId) return this.#ask(caller, delivery);
    return { __typename: 'RequestDeliverySuccess', delivery };
  }

  async #ask(caller: Caller, delivery: DeliveryRow): Promise<RefusalValue | DeliverySuccess> {
    const { documentId, pageRange, remoteKey } = delivery;
    const input = { idempotencyKey: remoteKey, documentId, pages: pageRange };
    const told = await this.#intents.ask(caller, delivery, REQUEST, input, delivery);
    return '__typename' in told ? told : this.#atHome(caller, delivery._id);
  }

  /** A partner's event about a delivery that was asked for there. */
  async #follow(event: DeliveredEvent, tx: Tx): Promise<void> {
    const remoteId = String(event.payload.id ?? event.recordId);
    const mirror = await this.#model.findOne({ remoteId }).session(tx.session).lean();
    if (mirror) await this.#take(tx, mirror._id, event.payload as unknown as PartnerRequestData);
  }

  /** Takes over the state at home, unless the mirror is as new. */
  async #take(tx: Tx, id: string, known: PartnerRequestData): Promise<void> {
    const before = await this.#model.findById(id).session(tx.session).lean();
    if (!before || (before.remoteId !== null && before.version >= known.version)) return;
    const status = known.state === 'REQUESTED' ? 'PENDING' : known.state;
    const deliveredAt = status === 'DELIVERED' ? tx.now : null;
    const set = { remoteId: known.id, status, reason: known.reason ?? null, deliveredAt, version: known.version };
    await this.#model.updateOne({ _id: id }, { $set: set }, { session: tx.session });
  }

  async #refused(tx: Tx, delivery: DeliveryRow, refusal: RefusalValue): Promise<void> {
    const set = { status: 'REFUSED', reason: refusal.message, refusal, version: delivery.version + 1 };
    await this.#model.updateOne(
      { _id: delivery._id, status: 'PENDING', remoteId: null },
      { $set: set },
      { session: tx.session },
    );
  }

  #step(
    caller: Caller,
    step: DeliveryStep,
    input: { readonly idempotencyKey: string; readonly deliveryId: string },
    fields: (tx: Tx, before: DeliveryRow) => Promise<Partial<DeliveryRow>>,
  ) {
    const action = step === 'fulfil' ? 'fulfilDelivery' : 'refuseDelivery';
    const request = { caller, name: action, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#model.findById(input.deliveryId).session(tx.session).lean();
      if (!before) throw notFound(caller, input.deliveryId);
      if (!holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id])) throw notPermitted(caller);
      const status = deliverySteps[before.status][step];
      if (!status) throw wrongState(caller, before.status, Object.keys(deliverySteps[before.status]));
      const after: DeliveryRow = { ...before, ...(await fields(tx, before)), status, version: before.version + 1 };
      await this.#model.replaceOne({ _id: before._id, version: before.version }, after, { session: tx.session });
      await this.#tell(tx, action, step === 'fulfil' ? 'delivered' : 'refused', after, before);
      return { __typename: step === 'fulfil' ? 'FulfilDeliverySuccess' : 'RefuseDeliverySuccess', delivery: after };
    });
  }

  #fresh(tx: Tx, input: RequestDeliveryInput, citation: string, unitId: string | null, home: string): DeliveryRow {
    const _id = this.#kernel.newId('delivery');
    const isRemote = home !== this.#kernel.platform.id;
    return {
      _id,
      documentId: input.documentId ?? null,
      citation,
      requesterId: tx.caller.subject,
      requesterHome: tx.caller.home,
      unitId,
      pageRange: input.pageRange ?? null,
      status: isRemote ? 'PENDING' : 'REQUESTED',
      reason: null,
      fileId: null,
      home,
      remoteId: null,
      remoteKey: isRemote ? intentKey(this.#kernel.platform.id, _id) : null,
      refusal: null,
      requestedAt: tx.now,
      deliveredAt: null,
      version: 1,
    };
  }

  async #tell(tx: Tx, action: string, happened: string, after: DeliveryRow, before?: DeliveryRow): Promise<void> {
    tx.audit({ action, recordId: after._id, before: before?.status, after: after.status });
    const { _id: id, status: state, version, citation: title, reason } = after;
    const event = {
      type: `delivery.${happened}`,
      recordId: id,
      version,
      payload: { id, state, version, title, reason, kind: 'delivery' },
    };
    tx.emit(event);
    if (before && after.requesterHome !== this.#kernel.platform.id)
      await this.#kernel.partners.deliver(tx, after.requesterHome, event);
    else if (before)
      tx.notify({
        template: `delivery.${happened}`,
        to: [after.requesterId],
        about: id,
        values: { title, reason: reason ?? '' },
      });
  }

  async #present(id: string): Promise<DeliveryRow> {
    const delivery = await this.#model.findById(id).lean();
    if (!delivery) throw new Error(`${id} is gone`);
    return delivery;
  }
}

/** Refusals that our union knows. */
const REFUSALS: ReadonlySet<string> = new Set(['NotFound', 'NotPermitted', 'InvalidInput']);

function deliveryModel(kernel: Kernel): Model<DeliveryRow> {
  return defineModel<DeliveryRow>(
    kernel.connection,
    'literature_deliveries',
    {
      documentId: String,
      citation: String,
      requesterId: String,
      requesterHome: String,
      unitId: String,
      pageRange: String,
      status: String,
      reason: String,
      fileId: String,
      home: String,
      remoteId: String,
      remoteKey: String,
      refusal: anything,
      requestedAt: Date,
      deliveredAt: Date,
      version: Number,
    },
    [
      { keys: { requesterId: 1, requestedAt: -1, _id: -1 } },
      { keys: { home: 1, status: 1, requestedAt: -1, _id: -1 } },
      { keys: { status: 1, requestedAt: 1 } },
      { keys: { remoteId: 1 } },
    ],
  );
}
