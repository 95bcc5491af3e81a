import type { Connection, Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel } from '../../kernel/define-model.ts';
import { type Page, type PageRequest, pageOf } from '../../kernel/records/page.ts';
import { amended } from '../../kernel/records/record-store.ts';
import { refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { CreateInstrumentGroupInput } from './generated/types.ts';
import type { InstrumentStore } from './instrument-store.ts';
import type { ContactRow } from './instruments.ts';

/** A public service platform (公共研发服务平台); its instruments name it in `groupIds`. */
export interface InstrumentGroupRow {
  readonly _id: string;
  readonly name: string;
  readonly description: string | null;
  readonly unitId: string;
  readonly contact: ContactRow | null;
  readonly version: number;
}

/** Groups of instruments that are offered together. */
export class GroupStore {
  readonly model: Model<InstrumentGroupRow>;
  readonly #kernel: Kernel;
  readonly #instruments: InstrumentStore;

  constructor(kernel: Kernel, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#instruments = instruments;
    this.model = groupModel(kernel.connection);
  }

  async open(): Promise<this> {
    await createCollections([this.model]);
    return this;
  }

  async byIds(ids: readonly string[]): Promise<(InstrumentGroupRow | null)[]> {
    const rows = await this.model.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }

  list(unitId: string | null, request: PageRequest): Promise<Page<InstrumentGroupRow>> {
    return pageOf(this.model, unitId ? { unitId } : {}, { field: 'name', direction: 1 }, request);
  }

  create(caller: Caller, input: CreateInstrumentGroupInput) {
    const request = { caller, name: 'createInstrumentGroup', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      await this.#instruments.unitInHand(tx, input.unitId, null);
      const none = {
        field: 'instrumentIds',
        text: { zh: '至少选择一台仪器。', en: 'Choose at least one instrument.' },
      };
      refuseProblems(caller, [required('name', input.name), input.instrumentIds.length > 0 ? null : none]);
      const instrumentGroup = this.#fresh(input);
      await this.model.insertMany([instrumentGroup], { session: tx.session });
      await this.#join(tx, instrumentGroup._id, input.instrumentIds);
      tx.audit({ action: 'createInstrumentGroup', recordId: instrumentGroup._id, after: instrumentGroup });
      const { _id: id, unitId, name: title } = instrumentGroup;
      tx.emit({ type: 'instrumentGroup.created', recordId: id, version: 1, payload: { id, unitId, title } });
      return { __typename: 'CreateInstrumentGroupSuccess', instrumentGroup };
    });
  }

  async #join(tx: Tx, groupId: string, instrumentIds: readonly string[]): Promise<void> {
    const changes = [];
    for (const id of new Set(instrumentIds)) {
      const before = await this.#instruments.inHand(tx, id);
      const after = amended(before, { groupIds: [...before.groupIds, groupId] });
      changes.push({ action: 'createInstrumentGroup', happened: 'amended', before, after });
    }
    await this.#instruments.save(tx, changes);
  }

  #fresh(input: CreateInstrumentGroupInput): InstrumentGroupRow {
    const { contact } = input;
    return {
      _id: this.#kernel.newId('instrumentGroup'),
      name: input.name.trim(),
      description: input.description ?? null,
      unitId: input.unitId,
      contact: contact
        ? { name: contact.name, telephone: contact.telephone ?? null, email: contact.email ?? null }
        : null,
      version: 1,
    };
  }
}

function groupModel(connection: Connection): Model<InstrumentGroupRow> {
  return defineModel<InstrumentGroupRow>(
    connection,
    'instruments_groups',
    { name: String, description: String, unitId: String, contact: anything, version: Number },
    [{ keys: { name: 1, _id: 1 } }, { keys: { unitId: 1, name: 1, _id: 1 } }],
  );
}
