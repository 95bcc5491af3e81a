import type { Connection, Model } from 'mongoose';
import type { Sealed } from '../../kernel/audit/sealing.ts';
import { anything, createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import type { DispatchRule } from './domain/dispatch-rules.ts';
import type { InquiryState } from './domain/inquiries.ts';
import type { StandardStatus } from './domain/standards.ts';

/** A standard; `_id` is its number with the year, as `datedKey` gives it. */
export interface StandardRow extends Stored {
  /** The number without the year, as `standardKey` gives it. */
  readonly key: string;
  readonly number: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly status: StandardStatus;
  readonly implementedOn: string | null;
  readonly withdrawnOn: string | null;
  readonly replacedBy: readonly string[];
  /** `replacedBy` as dated keys: what predecessors are found by. */
  readonly replacedByKeys: readonly string[];
  readonly version: number;
}

/** A dispatch rule (派单规则). */
export interface DispatchRuleRow extends Stored, DispatchRule {
  readonly active: boolean;
  readonly standards: readonly string[];
  readonly version: number;
}

/** A question of somebody without an account. */
export interface InquiryRow extends Stored {
  readonly number: string;
  readonly state: InquiryState;
  readonly title: string;
  readonly description: string;
  readonly standard: string | null;
  readonly testItemIds: readonly string[];
  readonly sampleCount: number;
  /** Contact and secret, under a key of this inquiry; null once they were erased. */
  readonly sealed: Sealed | null;
  readonly answer: {
    readonly text: string;
    readonly testItemIds: readonly string[];
    readonly at: Date;
    readonly by: string;
  } | null;
  readonly answerBy: Date;
  readonly testRequestId: string | null;
  /** Account that made a request of it. */
  readonly convertedBy: string | null;
  readonly reason: string | null;
  /** When staff was told that it is overdue; absent: not yet. */
  readonly overdueToldAt?: Date;
  readonly askedAt: Date;
  readonly lastWordAt: Date;
  readonly version: number;
}

/** How often a contact asked on a day (`2026-03-02|<hash>`), and that day's salt (`2026-03-02`). */
export interface InquiryCountRow extends Stored {
  readonly count: number;
  readonly salt?: string;
}

export type FrontModels = ReturnType<typeof frontModels>;

/** The collections of the catalogue's and the desk's side of the room. */
export function frontModels(connection: Connection) {
  return {
    standards: defineModel<StandardRow>(
      connection,
      'services_standards',
      {
        key: String,
        number: String,
        title: String,
        titleEn: String,
        status: String,
        implementedOn: String,
        withdrawnOn: String,
        replacedBy: [String],
        replacedByKeys: [String],
        version: Number,
      },
      [{ keys: { key: 1 } }, { keys: { status: 1, _id: 1 } }, { keys: { replacedByKeys: 1 } }],
    ),
    inquiries: defineModel<InquiryRow>(
      connection,
      'services_inquiries',
      {
        number: String,
        state: String,
        title: String,
        description: String,
        standard: String,
        testItemIds: [String],
        sampleCount: Number,
        sealed: anything,
        answer: anything,
        answerBy: Date,
        testRequestId: String,
        convertedBy: String,
        reason: String,
        overdueToldAt: Date,
        askedAt: Date,
        lastWordAt: Date,
        version: Number,
      },
      [
        { keys: { number: 1 }, unique: true },
        { keys: { state: 1, askedAt: -1, _id: -1 } },
        { keys: { state: 1, answerBy: 1 } },
        { keys: { askedAt: -1, _id: -1 } },
        { keys: { lastWordAt: 1 } },
        { keys: { convertedBy: 1 } },
      ],
    ),
    inquiryCounts: defineModel<InquiryCountRow>(connection, 'services_inquiry_counts', { count: Number, salt: String }),
    rules: defineModel<DispatchRuleRow>(
      connection,
      'services_dispatch_rules',
      {
        name: String,
        priority: Number,
        active: Boolean,
        categories: [String],
        standards: [String],
        standardKeys: [String],
        districts: [String],
        unitIds: [String],
        mostUnits: Number,
        mostInWork: Number,
        mode: String,
        automatic: Boolean,
        version: Number,
      },
      [{ keys: { priority: 1, _id: 1 } }, { keys: { active: 1, priority: 1 } }],
    ),
  };
}

/** Makes the collections and indexes. Idempotent. */
export async function createFrontCollections(models: FrontModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
