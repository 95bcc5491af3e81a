import type { Model } from 'mongoose';
import { ERASED } from '../../kernel/audit/personal.ts';
import type { Caller } from '../../kernel/caller.ts';
import { documentOf, membersOf, OwnedRecords, ownedFilter, ownedIndexes } from '../../kernel/records/owned.ts';
import type { Page, PageRequest } from '../../kernel/records/page.ts';
import { amended, type RecordKind, RecordStore } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { required } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import { isOrcid } from './domain/orcid.ts';
import type { ExpertFilter, RegisterExpertInput, WithdrawExpertInput } from './generated/types.ts';

interface ExpertDetails {
  readonly professionalTitle: string | null;
  readonly field: string | null;
  readonly specialities: readonly string[];
  readonly introduction: string | null;
  readonly services: readonly ('DIAGNOSIS' | 'CONSULTING' | 'TRAINING')[];
  readonly orcid: string | null;
}

/** An expert as stored: what may be published about the person. */
export interface ExpertRecord extends SharedFields, ExpertDetails {
  readonly name: string;
  /** The person's account here, which partners are not told. Null: none is known. */
  readonly accountId: string | null;
}

const blank: ExpertDetails = {
  professionalTitle: null,
  field: null,
  specialities: [],
  introduction: null,
  services: [],
  orcid: null,
};

const expertKind: RecordKind<ExpertRecord> = {
  kind: 'expert',
  collection: 'experts_experts',
  noun: 'expert',
  fields: {
    name: String,
    accountId: String,
    professionalTitle: String,
    field: String,
    specialities: [String],
    introduction: String,
    services: [String],
    orcid: String,
  },
  indexes: [...ownedIndexes('name'), { keys: { accountId: 1 } }],
  title: (expert) => expert.name,
  entry: (expert) => ({
    text: [expert.name, expert.professionalTitle, expert.field, ...expert.specialities, expert.introduction]
      .filter(Boolean)
      .join(' '),
    summary: [expert.professionalTitle, expert.field, expert.specialities.join('、')].filter(Boolean).join(' · '),
    ...(expert.field ? { category: expert.field } : {}),
  }),
  document: (expert) => documentOf(blank, expert),
  fromDocument: (shared, name, document) => ({ ...shared, ...membersOf(blank, document), name, accountId: null }),
  payload: ({ field, services }) => ({ field, services }),
};

/** Experts (专家), registered by units, by the platform or by themselves. */
export class ExpertStore {
  readonly records: RecordStore<ExpertRecord>;
  readonly #owned: OwnedRecords<ExpertRecord>;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    this.#kernel = kernel;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, expertKind);
    this.#owned = new OwnedRecords(kernel, this.records, units);
  }

  list(caller: Caller, filter: ExpertFilter | null | undefined, request: PageRequest): Promise<Page<ExpertRecord>> {
    const where = ownedFilter(filter, this.#kernel.platform.id, 'name', { services: filter?.service });
    return this.records.page(caller, { ...where, withdrawn: false }, { field: 'name', direction: 1 }, request);
  }

  register(caller: Caller, input: RegisterExpertInput) {
    const { orcid } = input;
    const isExpert = caller.grants.some(({ role }) => role === 'EXPERT');
    const accountId = input.accountId ?? (isExpert ? caller.subject : null);
    const badOrcid = { field: 'orcid', text: { zh: 'ORCID 校验位不正确。', en: 'The ORCID iD fails its check.' } };
    return this.#owned.register(caller, input, {
      action: 'registerExpert',
      idKind: 'expert',
      field: 'expert',
      also: ['EXPERT'],
      problems: [required('name', input.name), orcid && !isOrcid(orcid) ? badOrcid : null],
      build: (shared) => ({ ...shared, ...membersOf(blank, input), name: input.name.trim(), accountId }),
    });
  }

  withdraw(caller: Caller, input: WithdrawExpertInput) {
    return this.#owned.change(caller, input, input.expertId, {
      action: 'withdrawExpert',
      happened: 'withdrawn',
      field: 'expert',
      problems: [required('reason', input.reason)],
      change: (before) => (before.withdrawn ? { state: 'WITHDRAWN', possible: [] } : { to: { withdrawn: true } }),
    });
  }

  /** The person is erased: the profile goes, here and as a tombstone without a name at the partners. */
  async erase(accountId: string, tx: Tx): Promise<void> {
    const { people } = this.#kernel;
    const own = { accountId, home: this.#kernel.platform.id } as never;
    const held = (await this.records.model.find(own).session(tx.session).lean()) as unknown as ExpertRecord[];
    for (const before of held.filter(({ name }) => name !== ERASED)) {
      const after = amended(before, { ...blank, name: ERASED, withdrawn: true });
      await this.records.save(tx, [{ action: 'eraseExpert', happened: 'withdrawn', before, after }]);
      await people.eraseCopies(tx, before._id, ['title', 'name', ...Object.keys(blank)]);
    }
  }

  /** What is published of a person. */
  profilesOf(accountId: string): Promise<object[]> {
    return this.records.model.find({ accountId } as never).lean<object[]>();
  }

  /** The account of each expert that has one, by the expert's id. Cost: one indexed read. */
  async accountsOf(expertIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (expertIds.length === 0) return new Map();
    const wanted = { _id: { $in: [...new Set(expertIds)] }, accountId: { $ne: null } } as never;
    const rows = (await this.records.model.find(wanted).lean()) as unknown as ExpertRecord[];
    return new Map(rows.map(({ _id, accountId }) => [_id, accountId ?? '']));
  }
}
