import type { Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.ts';
import { membersOf, OwnedRecords, ownedFilter } from '../../kernel/records/owned.ts';
import type { PageRequest } from '../../kernel/records/page.ts';
import { RecordStore } from '../../kernel/records/record-store.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { required, say } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import { type NeedStep, needSteps } from './domain/need.ts';
import { type PatentNumber, readPatentNumber } from './domain/patent-number.ts';
import type {
  AchievementFilter,
  PatentFilter,
  PostTechnicalNeedInput,
  RegisterAchievementInput,
  RegisterPatentInput,
  TechnicalNeedFilter,
} from './generated/types.ts';
import {
  type AchievementRecord,
  achievementKind,
  blankAchievement,
  blankNeed,
  blankPatent,
  type NeedRecord,
  needKind,
  type PatentRecord,
  patentKind,
} from './kinds.ts';

const byTitle = { field: 'title', direction: 1 } as const;
const seekers = ['FIRM_USER', 'RESEARCHER'] as const;
const finders = ['RESEARCHER', 'EXPERT', 'SERVICE_PROVIDER'] as const;

/** Achievements, patents and technical needs. */
export class KnowledgeStore {
  readonly achievements: RecordStore<AchievementRecord>;
  readonly patents: RecordStore<PatentRecord>;
  readonly needs: RecordStore<NeedRecord>;
  readonly #kernel: Kernel;
  readonly #units: Model<UnitProjection>;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    const { connection, platform } = kernel;
    this.#kernel = kernel;
    this.#units = units;
    this.achievements = new RecordStore(connection, platform.id, achievementKind);
    this.patents = new RecordStore(connection, platform.id, patentKind);
    this.needs = new RecordStore(connection, platform.id, needKind);
  }

  async open(): Promise<this> {
    await this.achievements.open(this.#kernel);
    await this.patents.open(this.#kernel);
    await this.needs.open(this.#kernel);
    return this;
  }

  listAchievements(caller: Caller, filter: AchievementFilter | null | undefined, request: PageRequest) {
    const more = { level: filter?.level, stage: filter?.stage, expertIds: filter?.expertId };
    return this.achievements.page(caller, this.#where(filter, more), byTitle, request);
  }

  listPatents(caller: Caller, filter: PatentFilter | null | undefined, request: PageRequest) {
    const number = filter?.number ? (readPatentNumber(filter.number)?.text ?? filter.number) : null;
    const more = { kind: filter?.kind, number, expertIds: filter?.expertId };
    return this.patents.page(caller, this.#where(filter, more), byTitle, request);
  }

  listNeeds(caller: Caller, filter: TechnicalNeedFilter | null | undefined, request: PageRequest) {
    return this.needs.page(caller, this.#where(filter, { status: filter?.status }), byTitle, request);
  }

  registerAchievement(caller: Caller, input: RegisterAchievementInput) {
    return new OwnedRecords(this.#kernel, this.achievements, this.#units).register(caller, input, {
      action: 'registerAchievement',
      idKind: 'achievement',
      field: 'achievement',
      also: finders,
      problems: [required('title', input.title)],
      build: (shared) => ({ ...shared, ...membersOf(blankAchievement, input), title: input.title.trim() }),
    });
  }

  registerPatent(caller: Caller, input: RegisterPatentInput) {
    return new OwnedRecords(this.#kernel, this.patents, this.#units).register(caller, input, {
      action: 'registerPatent',
      idKind: 'patent',
      field: 'patent',
      also: finders,
      problems: [required('title', input.title)],
      build: async (shared, tx) => {
        const number = patentNumber(caller, input);
        await this.#refuseRegistered(tx, number);
        const { kind, text } = number;
        return { ...shared, ...membersOf(blankPatent, input), kind, number: text, title: input.title.trim() };
      },
    });
  }

  postNeed(caller: Caller, input: PostTechnicalNeedInput) {
    return new OwnedRecords(this.#kernel, this.needs, this.#units).register(caller, input, {
      action: 'postTechnicalNeed',
      idKind: 'need',
      field: 'technicalNeed',
      also: seekers,
      problems: [required('title', input.title), required('description', input.description)],
      build: (shared) => ({ ...shared, ...membersOf(blankNeed, input), status: 'OPEN', title: input.title.trim() }),
    });
  }

  stepNeed(
    caller: Caller,
    step: NeedStep,
    input: { idempotencyKey: string; needId: string; reason?: string | undefined },
  ) {
    const { action, happened } = needActions[step];
    return new OwnedRecords(this.#kernel, this.needs, this.#units).change(caller, input, input.needId, {
      action,
      happened,
      field: 'technicalNeed',
      also: seekers,
      problems: step === 'close' ? [required('reason', input.reason)] : [],
      change: (before) => {
        const status = needSteps[before.status][step];
        return status ? { to: { status } } : { state: before.status, possible: Object.keys(needSteps[before.status]) };
      },
    });
  }

  /** Records over the network that fit a need's words, best first: one search of the derived index. */
  async matching(need: NeedRecord, kind: 'expert' | 'achievement', first: number) {
    const text = [need.title, ...need.keywords, need.field].filter(Boolean).join(' ');
    const { hits } = await this.#kernel.search({ text, kinds: [kind], scope: 'NETWORK', first });
    return hits.map(({ entry, score }) => ({ id: entry.id, score }));
  }

  #where(filter: Parameters<typeof ownedFilter>[0], more: Readonly<Record<string, unknown>>) {
    return { ...ownedFilter(filter, this.#kernel.platform.id, 'title', more), withdrawn: false };
  }

  async #refuseRegistered(tx: Tx, number: PatentNumber): Promise<void> {
    const home = this.#kernel.platform.id;
    const existing = await this.patents.model.findOne({ number: number.text, home }).session(tx.session).lean();
    if (!existing) return;
    const message = say(tx.caller, { zh: '该专利已登记。', en: 'This patent is registered already.' });
    throw new Refused({ __typename: 'PatentAlreadyRegistered', message, existing });
  }
}

const needActions = {
  match: { action: 'matchTechnicalNeed', happened: 'matched' },
  close: { action: 'closeTechnicalNeed', happened: 'closed' },
} as const;

function patentNumber(caller: Caller, { number, kind }: RegisterPatentInput): PatentNumber {
  const read = readPatentNumber(number);
  if (read && (!kind || kind === read.kind)) return read;
  const message = say(caller, {
    zh: '专利号格式、类型或校验位不正确，请核对（例如 ZL201110123456.7）。',
    en: 'The patent number’s form, kind or check character is wrong: compare it (such as ZL201110123456.7).',
  });
  throw new Refused({ __typename: 'PatentNumberInvalid', message, number });
}
