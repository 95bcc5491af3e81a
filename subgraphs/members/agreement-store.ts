import type { Model } from 'mongoose';
import { type Caller, holds } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel } from '../../kernel/define-model.ts';
import { notPermitted, refuseProblems, required, say, type Text } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import type { Ledger } from '../../ledger/types.ts';
import type { PublishAgreementInput } from './generated/types.ts';
import type { UnitRecord } from './units.ts';

/** One version of the platform's membership agreement (加盟协议): a published version never changes. */
export interface AgreementRow {
  readonly _id: string;
  readonly version: number;
  readonly title: Text;
  readonly text: Text;
  readonly rights: readonly string[];
  readonly duties: readonly string[];
  /** Share of list prices that members are waived on this platform's resources, in percent. */
  readonly waiverPercent: number;
  readonly publishedAt: Date;
}

/** Versions of the membership agreement, and what a member gets by it. */
export class AgreementStore {
  readonly #kernel: Kernel;
  readonly #ledger: Ledger;
  readonly #model: Model<AgreementRow>;

  constructor(kernel: Kernel, ledger: Ledger) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#model = defineModel<AgreementRow>(
      kernel.connection,
      'members_agreements',
      {
        version: Number,
        title: anything,
        text: anything,
        rights: [String],
        duties: [String],
        waiverPercent: Number,
        publishedAt: Date,
      },
      [{ keys: { version: -1 }, unique: true }],
    );
  }

  async open(): Promise<this> {
    await createCollections([this.#model]);
    return this;
  }

  /** All versions, newest first. */
  versions(): Promise<AgreementRow[]> {
    return this.#model.find().sort({ version: -1 }).limit(100).lean();
  }

  publish(caller: Caller, input: PublishAgreementInput) {
    const request = { caller, name: 'publishAgreement', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      if (!holds(caller, ['PLATFORM_ADMINISTRATOR'], [this.#kernel.platform.id])) throw notPermitted(caller);
      const share = input.waiverPercent ?? 0;
      const percent = { field: 'waiverPercent', text: { zh: '应为 0 至 100。', en: 'This is between 0 and 100.' } };
      refuseProblems(caller, [
        required('titleZh', input.titleZh),
        required('textZh', input.textZh),
        share >= 0 && share <= 100 ? null : percent,
      ]);
      const last = await this.#current(tx);
      const agreement: AgreementRow = {
        _id: this.#kernel.newId('membershipAgreement'),
        version: (last?.version ?? 0) + 1,
        title: { zh: input.titleZh, en: input.titleEn ?? input.titleZh },
        text: { zh: input.textZh, en: input.textEn ?? input.textZh },
        rights: input.rights,
        duties: input.duties,
        waiverPercent: share,
        publishedAt: tx.now,
      };
      await this.#model.insertMany([agreement], { session: tx.session });
      tx.audit({ action: 'publishAgreement', recordId: agreement._id, after: agreement });
      return { __typename: 'PublishAgreementSuccess', agreement };
    });
  }

  /** Refuses any version but the newest; while none is published, whatever the applicant read counts. */
  async refuseOutdated(tx: Tx, version: number): Promise<void> {
    const current = await this.#current(tx);
    if (!current || current.version === version) return;
    const message = say(tx.caller, {
      zh: `加盟协议当前版本为第 ${current.version} 版，请阅读后重新申请。`,
      en: `Version ${current.version} of the membership agreement is in force: read it, then apply again.`,
    });
    throw new Refused({ __typename: 'AgreementOutdated', message, currentVersion: current.version });
  }

  /** Gives a member the waiver of the version that it accepted: an agreement that every price honours. */
  async takeEffect(tx: Tx, unit: UnitRecord, version: number | null): Promise<void> {
    const agreement = version === null ? null : await this.#model.findOne({ version }).session(tx.session).lean();
    if (!agreement || agreement.waiverPercent === 0) return;
    await this.#ledger.pricing.putAgreement(tx, {
      _id: `${this.#kernel.platform.id}:agreement:member:${unit._id}`,
      name: agreement.title,
      providerPath: [this.#kernel.platform.id],
      consumerPath: unit.path,
      waiverPercent: agreement.waiverPercent,
      validFrom: tx.now,
      validTo: null,
      version: agreement.version,
    });
  }

  async #current(tx: Tx): Promise<AgreementRow | null> {
    return this.#model.findOne().sort({ version: -1 }).session(tx.session).lean();
  }
}
