import type { Logger } from '../types.ts';

export interface Job {
  readonly name: string;
  /** Every so many seconds, under a leader lease. */
  readonly everySeconds: number;
  run(tx: { readonly now: Date; readonly log: Logger }): Promise<void>;
}

export interface JobState {
  readonly name: string;
  readonly everySeconds: number;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastError: string | null;
  readonly runs: number;
}
