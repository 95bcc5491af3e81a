import type { UserClass } from '../domain/policy.ts';

/** What `services` says when a unit has taken a test request. */
export interface TakenPayload {
  readonly instrumentIds: readonly string[];
  readonly path: readonly string[];
  readonly takenBy: string;
  readonly requesterId: string;
  readonly firmId: string | null;
  readonly userClass: UserClass;
  readonly operatorName: string;
  readonly samples: number;
  readonly procedure: string;
}
