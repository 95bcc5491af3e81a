import type { Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.ts';
import { documentOf, membersOf, OwnedRecords, ownedFilter, ownedIndexes } from '../../kernel/records/owned.ts';
import type { Page, PageRequest } from '../../kernel/records/page.ts';
import { type RecordKind, RecordStore } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { required } from '../../kernel/refusals.ts';
import type { Kernel } from '../../kernel/types.ts';
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
    professionalTitle: String,
    field: String,
    specialities: [String],
    introduction: String,
    services: [String],
    orcid: String,
  },
  indexes: ownedIndexes('name'),
  title: (expert) => expert.name,
  entry: (expert) => ({
    text: [expert.name, expert.professionalTitle, expert.field, ...expert.specialities, expert.introduction]
      .filter(Boolean)
      .join(' '),
    summary: [expert.professionalTitle, expert.field, expert.specialities.join('、')].filter(Boolean).join(' · '),
    ...(expert.field ? { category: expert.field } : {}),
  }),
  document: (expert) => documentOf(blank, expert),
  fromDocument: (shared, name, document) => ({ ...shared, ...membersOf(blank, document), name }),
  payload: ({ field, services }) => ({ field, services }),
};

/** Experts (专家), registered by units, by the platform or by themselves. */
export class ExpertStore {
  readonly records: RecordStore<ExpertRecord>;
  readonly #owned: OwnedRecords<ExpertRecord>;
  readonly #platform: string;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    this.#platform = kernel.platform.id;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, expertKind);
    this.#owned = new OwnedRecords(kernel, this.records, units);
  }

  list(caller: Caller, filter: ExpertFilter | null | undefined, request: PageRequest): Promise<Page<ExpertRecord>> {
    const where = ownedFilter(filter, this.#platform, 'name', { services: filter?.service });
    return this.records.page(caller, { ...where, withdrawn: false }, { field: 'name', direction: 1 }, request);
  }

  register(caller: Caller, input: RegisterExpertInput) {
    const { orcid } = input;
    const badOrcid = { field: 'orcid', text: { zh: 'ORCID 校验位不正确。', en: 'The ORCID iD fails its check.' } };
    return this.#owned.register(caller, input, {
      action: 'registerExpert',
      idKind: 'expert',
      field: 'expert',
      also: ['EXPERT'],
      problems: [required('name', input.name), orcid && !isOrcid(orcid) ? badOrcid : null],
      build: (shared) => ({ ...shared, ...membersOf(blank, input), name: input.name.trim() }),
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
}
