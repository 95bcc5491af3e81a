import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel } from '../../../kernel/define-model.ts';
import type { MonitoringRules, WarningKind } from '../domain/monitoring.ts';

export type MaintenanceKind = 'MAINTENANCE' | 'CALIBRATION' | 'VERIFICATION';

/** A maintenance or calibration that comes round every so many days. */
export interface PlanRow {
  readonly _id: string;
  readonly instrumentId: string;
  readonly unitId: string;
  readonly kind: MaintenanceKind;
  readonly text: string;
  readonly everyDays: number;
  readonly nextDueOn: string;
  readonly active: boolean;
  readonly done: readonly {
    readonly on: string;
    readonly by: string;
    readonly result: string;
    readonly fileId: string | null;
  }[];
  readonly version: number;
}

/** What is known of an instrument's running, fed by events; `_id` is the instrument. */
export interface ActivityRow {
  readonly _id: string;
  readonly lastUsedAt: Date | null;
  /** Effective minutes by calendar year. */
  readonly minutes: Readonly<Record<string, number>>;
  readonly faults: readonly Date[];
}

/** An open warning; `_id` is instrument and kind. */
export interface WarningRow {
  readonly _id: string;
  readonly instrumentId: string;
  readonly unitId: string;
  readonly kind: WarningKind;
  readonly figure: number;
  readonly limit: number;
  readonly since: Date;
}

export interface RulesRow extends MonitoringRules {
  readonly _id: string;
}

export interface MonitoringModels {
  readonly plans: Model<PlanRow>;
  readonly activity: Model<ActivityRow>;
  readonly warnings: Model<WarningRow>;
  readonly rules: Model<RulesRow>;
}

/** Models of monitoring and maintenance. */
export async function monitoringModels(connection: Connection): Promise<MonitoringModels> {
  const models = {
    plans: defineModel<PlanRow>(
      connection,
      'instruments_plans',
      {
        instrumentId: String,
        unitId: String,
        kind: String,
        text: String,
        everyDays: Number,
        nextDueOn: String,
        active: Boolean,
        done: anything,
        version: Number,
      },
      [{ keys: { instrumentId: 1, active: 1, nextDueOn: 1 } }],
    ),
    activity: defineModel<ActivityRow>(connection, 'instruments_activity', {
      lastUsedAt: Date,
      minutes: anything,
      faults: [Date],
    }),
    warnings: defineModel<WarningRow>(
      connection,
      'instruments_warnings',
      { instrumentId: String, unitId: String, kind: String, figure: Number, limit: Number, since: Date },
      [{ keys: { unitId: 1, since: -1, _id: -1 } }, { keys: { instrumentId: 1 } }, { keys: { since: -1, _id: -1 } }],
    ),
    rules: defineModel<RulesRow>(connection, 'instruments_monitoring_rules', {
      idleDays: Number,
      overRatedPercent: Number,
      abnormalStops: Number,
      stopDays: Number,
      remindDays: Number,
    }),
  };
  await createCollections([models.plans]);
  await createCollections([models.activity]);
  await createCollections([models.warnings]);
  await createCollections([models.rules]);
  return models;
}
