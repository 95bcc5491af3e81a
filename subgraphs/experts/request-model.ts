import type { Model } from 'mongoose';
import { anything, defineModel } from '../../kernel/define-model.ts';
import type { Kernel, RefusalValue } from '../../kernel/types.ts';
import type { ExpertRequestState } from './domain/request.ts';

export type ExpertServiceName = 'DIAGNOSIS' | 'CONSULTING' | 'TRAINING';

/** A request to an expert, at the expert's home or as the mirror of one there. */
export interface ExpertRequestRow {
  readonly _id: string;
  readonly expertId: string;
  readonly service: ExpertServiceName;
  readonly description: string;
  readonly requesterId: string;
  readonly requesterHome: string;
  readonly requesterUnitId: string | null;
  /** The expert's: who covers it decides. */
  readonly path: readonly string[];
  readonly unitId: string | null;
  readonly home: string;
  readonly state: ExpertRequestState;
  readonly reason: string | null;
  /** Of a mirror: the id at its home. */
  readonly remoteId: string | null;
  readonly idempotencyKey: string | null;
  readonly refusal: RefusalValue | null;
  readonly requestedAt: Date;
  readonly version: number;
}

export function expertRequestModel({ connection }: Pick<Kernel, 'connection'>): Model<ExpertRequestRow> {
  return defineModel<ExpertRequestRow>(
    connection,
    'experts_requests',
    {
      expertId: String,
      service: String,
      description: String,
      requesterId: String,
      requesterHome: String,
      requesterUnitId: String,
      path: [String],
      unitId: String,
      home: String,
      state: String,
      reason: String,
      remoteId: String,
      idempotencyKey: String,
      refusal: anything,
      requestedAt: Date,
      version: Number,
    },
    [
      { keys: { requesterId: 1, requestedAt: -1, _id: -1 } },
      { keys: { home: 1, requestedAt: -1, _id: -1 } },
      { keys: { expertId: 1, requestedAt: -1, _id: -1 } },
      { keys: { state: 1, requestedAt: 1 } },
      { keys: { remoteId: 1 } },
    ],
  );
}
