import type { Connection, Model } from 'mongoose';
import { createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import type { DispatchRule } from './domain/dispatch-rules.ts';
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
