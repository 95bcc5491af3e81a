import type { Model } from 'mongoose';
import { defineModel } from '../../kernel/define-model.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { AdmissionState } from './domain/admission.ts';

export type AdmissionKind = 'UNIT' | 'ACCOUNT';

/** An admission, on the platform that asks (`peerId` unknown) or on the one that decides (`peerId`: the asking one's record). */
export interface AdmissionRow {
  readonly _id: string;
  readonly kind: AdmissionKind;
  readonly subjectId: string;
  /** Name of the unit; a person is known by id and unit only. */
  readonly unitName: string;
  readonly unitId: string | null;
  /** Platform of the subject, and the one that is asked. */
  readonly home: string;
  readonly to: string;
  readonly state: AdmissionState;
  readonly reason: string | null;
  readonly peerId: string | null;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly version: number;
}

/** The admissions of a platform, as the one that asks and as the one that decides. */
export function admissionModel(kernel: Pick<Kernel, 'connection'>): Model<AdmissionRow> {
  return defineModel<AdmissionRow>(
    kernel.connection,
    'members_admissions',
    {
      kind: String,
      subjectId: String,
      unitName: String,
      unitId: String,
      home: String,
      to: String,
      state: String,
      reason: String,
      peerId: String,
      requestedAt: Date,
      decidedAt: Date,
      version: Number,
    },
    [
      { keys: { subjectId: 1, state: 1 } },
      { keys: { peerId: 1 } },
      { keys: { state: 1, requestedAt: -1, _id: -1 } },
      { keys: { requestedAt: -1, _id: -1 } },
    ],
  );
}
