import type { SharedRecord } from '../../../kernel/catalogue/types.ts';
import type { Compared, ImportTarget, KeyedDraft, RowProblem } from '../../../kernel/import/run.ts';
import { amended, type Change } from '../../../kernel/records/record-store.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Tx } from '../../../kernel/types.ts';
import { standardKey } from '../domain/matching.ts';
import { setPrices } from '../store/items.ts';
import type { ServicesRoom } from '../store/room.ts';
import { formerNumbers } from '../store/standards.ts';
import type { TestItemRecord } from '../test-items.ts';
import { type ItemDetails, itemFingerprint, type PriceDraft } from './item-draft.ts';

type Keyed = KeyedDraft<ItemDetails>;

/** What one row changes. */
interface Planned {
  readonly change: Change<TestItemRecord> | null;
  readonly itemId: string;
  readonly prices: readonly PriceDraft[];
}

/** Rows of a unit's catalogue become its test items; prices that differ are put in force from now on, for all user classes, at cost. */
export class ItemTarget implements ImportTarget<ItemDetails> {
  readonly fingerprint = itemFingerprint;
  readonly #room: ServicesRoom;
  readonly #unit: UnitProjection;
  readonly #sharing: SharedRecord['sharing'];

  constructor(room: ServicesRoom, unit: UnitProjection, sharing: SharedRecord['sharing']) {
    this.#room = room;
    this.#unit = unit;
    this.#sharing = sharing;
  }

  localIdOf({ fields: { localId } }: ItemDetails): string | null {
    return localId || null;
  }

  async compare(tx: Tx, drafts: readonly Keyed[]): Promise<Compared> {
    const known = await this.#known(tx, drafts);
    const planned: Planned[] = [];
    const problems: RowProblem[] = [];
    for (const draft of drafts) {
      const before = known.get(draft.key) ?? null;
      if (before?.withdrawn) problems.push(withdrawn(draft));
      else if (!before && draft.details.prices.length === 0) problems.push(noPrice(draft));
      else planned.push(before ? await this.#update(tx, before, draft) : await this.#create(tx, draft));
    }
    const created = planned.filter(({ change }) => change?.before === null).length;
    const touched = planned.filter(({ change, prices }) => change !== null || prices.length > 0).length;
    return { created, updated: touched - created, problems, apply: () => this.#apply(tx, planned) };
  }

  async #known(tx: Tx, drafts: readonly Keyed[]): Promise<Map<string | null, TestItemRecord>> {
    const rows = (await this.#room.items.model
      .find({ unitId: this.#unit._id, localKey: { $in: drafts.map(({ key }) => key) } })
      .session(tx.session)
      .lean()) as unknown as TestItemRecord[];
    return new Map(rows.map((row) => [row.localKey, row]));
  }

  async #update(tx: Tx, before: TestItemRecord, { details }: Keyed): Promise<Planned> {
    const fields = { ...details.fields, ...(await this.#derived(tx, details.fields.standards)) };
    const differs = Object.entries(fields).some(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof TestItemRecord]),
    );
    const change = differs
      ? { action: 'importTestItems', happened: 'amended', before, after: amended(before, fields) }
      : null;
    return { change, itemId: before._id, prices: await this.#newPrices(tx, before._id, details.prices) };
  }

  async #create(tx: Tx, { key, details }: Keyed): Promise<Planned> {
    const { kernel, items } = this.#room;
    const reach = { sharing: this.#sharing, grade: 'OPEN' } as const;
    const after: TestItemRecord = {
      ...items.fresh(kernel.newId('testItem'), { unitId: this.#unit._id }, reach, tx.now),
      synonyms: [],
      standards: [],
      standardKeys: [],
      formerStandards: [],
      category: null,
      reportLanguages: ['ZH'],
      localId: null,
      specimen: null,
      instrumentIds: [],
      turnaroundDays: null,
      minutesPerSample: null,
      certificates: [],
      contact: null,
      ...details.fields,
      ...(await this.#derived(tx, details.fields.standards)),
      localKey: key,
      ownEquipment: this.#unit.kind === 'PLATFORM_CENTRE',
      unitName: this.#unit.name,
    };
    const change = { action: 'importTestItems', happened: 'registered', before: null, after };
    return { change, itemId: after._id, prices: details.prices };
  }

  async #derived(tx: Tx, standards: readonly string[] | undefined): Promise<Partial<TestItemRecord>> {
    if (!standards) return {};
    const formerStandards = await formerNumbers(this.#room, standards, tx.session);
    return { standardKeys: standards.map(standardKey), formerStandards };
  }

  /** Those that are not in force as they are. */
  async #newPrices(tx: Tx, itemId: string, prices: readonly PriceDraft[]): Promise<readonly PriceDraft[]> {
    const rows = await this.#room.ledger.pricing.tariffs(itemId, tx.now);
    return prices.filter(
      ({ component, amountFen }) => !rows.some((row) => row.component === component && row.amountFen === amountFen),
    );
  }

  async #apply(tx: Tx, planned: readonly Planned[]): Promise<void> {
    const changes = planned.flatMap(({ change }) => change ?? []);
    if (changes.length > 0) await this.#room.items.save(tx, changes);
    for (const { itemId, prices } of planned) await setPrices(this.#room, tx, itemId, prices);
  }
}

function withdrawn({ row }: Keyed): RowProblem {
  const reason = { zh: '该项目已下架，记录不再修改。', en: 'The item is withdrawn: its record no longer changes.' };
  return { row, field: null, reason, kept: false };
}

function noPrice({ row }: Keyed): RowProblem {
  const reason = { zh: '新项目至少需要一项收费。', en: 'A new item needs at least one price.' };
  return { row, field: 'pricePerSample', reason, kept: false };
}
