import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel } from '../../../kernel/define-model.ts';
import type { Text } from '../../../kernel/refusals.ts';

export type ReportKind = 'instrument' | 'booking' | 'usage' | 'service';

/** A campus system that reports for a unit. */
export interface SourceRow {
  readonly _id: string;
  readonly unitId: string;
  readonly name: string;
  /** Key of its signatures; shown once. */
  readonly secret: string;
  readonly active: boolean;
  /** Where the source was in its own data at its last batch. */
  readonly cursor: string | null;
  readonly lastReportAt: Date | null;
  readonly createdAt: Date;
}

/** `PENDING`: handed to the room that keeps such records, its word is awaited. */
export type ReportState = 'APPLIED' | 'PENDING' | 'CONFLICT' | 'DISMISSED';

/** What a source reported last of one of its records. `_id` is source, kind and the record's id there. */
export interface ReportedRow {
  readonly _id: string;
  readonly sourceId: string;
  readonly unitId: string;
  readonly kind: ReportKind;
  readonly localId: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly state: ReportState;
  readonly reason: Text | null;
  /** Our record and its version when the report was taken over. */
  readonly recordId: string | null;
  readonly recordVersion: number | null;
  readonly receivedAt: Date;
}

/** One event of ours that the unit's systems can fetch; `_id` is the event's place in the order of all. */
export interface FeedRow {
  readonly _id: string;
  readonly seq: number;
  readonly unitId: string;
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly at: Date;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface ReportingModels {
  readonly sources: Model<SourceRow>;
  readonly reported: Model<ReportedRow>;
  readonly feed: Model<FeedRow>;
}

/** Models of the reporting interface. */
export async function reportingModels(connection: Connection): Promise<ReportingModels> {
  const models = {
    sources: defineModel<SourceRow>(
      connection,
      'instruments_sources',
      {
        unitId: String,
        name: String,
        secret: String,
        active: Boolean,
        cursor: String,
        lastReportAt: Date,
        createdAt: Date,
      },
      [{ keys: { unitId: 1, name: 1, _id: 1 } }],
    ),
    reported: defineModel<ReportedRow>(
      connection,
      'instruments_reported',
      {
        sourceId: String,
        unitId: String,
        kind: String,
        localId: String,
        version: Number,
        data: anything,
        state: String,
        reason: anything,
        recordId: String,
        recordVersion: Number,
        receivedAt: Date,
      },
      [{ keys: { unitId: 1, state: 1, receivedAt: 1, _id: 1 } }],
    ),
    feed: defineModel<FeedRow>(
      connection,
      'instruments_report_feed',
      { seq: Number, unitId: String, type: String, recordId: String, version: Number, at: Date, payload: anything },
      [{ keys: { unitId: 1, seq: 1 } }],
    ),
  };
  await createCollections([models.sources]);
  await createCollections([models.reported]);
  await createCollections([models.feed]);
  return models;
}
