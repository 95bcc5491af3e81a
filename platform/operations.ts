import type { ChainReport } from '../link/checkpoints.ts';
import type { ErasureReceipt, PersonalData } from './personal-data.ts';
import type { RegistryCommand, RegistryReport } from './registry-commands.ts';

/** Tells how far a long job is: `done` of `total`, both in records. */
export type Progress = (label: string, done: number, total: number) => void;

export interface ImportRequest {
  /** What the rows are: `instruments`. */
  readonly kind: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly unitId: string;
  readonly dryRun: boolean;
}

export interface ImportReport {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly problems: readonly { readonly row: number; readonly field: string | null; readonly reason: string }[];
}

/** What the operator does to one platform from its own machine: the same functions whether it runs (over the control socket) or not. */
export interface Operations {
  /** Fills an empty platform; a platform that has units already is left alone. Gives the counts by kind. */
  seed(scale: number, progress: Progress): Promise<Readonly<Record<string, number>>>;
  importFile(request: ImportRequest, progress: Progress): Promise<ImportReport>;
  /** Makes an administrator with a fresh TOTP secret. Throws `UserError` when the name is taken. */
  createAdministrator(
    username: string,
    password: string,
  ): Promise<{ readonly accountId: string; readonly totpSecret: string }>;
  /** Moves the platform's domain clock forward. Only where the configuration gave it a clock of its own (walkthrough, tests). */
  advanceClock(minutes: number): Promise<{ readonly now: string }>;
  /** Notices sent to accounts or units, newest first. */
  noticesTo(
    ids: readonly string[],
  ): Promise<readonly { readonly template: string; readonly about: string; readonly subject: string }[]>;
  /** Subgraphs of partners, generations, trusted documents. */
  registry(command: RegistryCommand): Promise<RegistryReport>;
  /** Everything under one person's account. */
  exportPerson(accountId: string): Promise<PersonalData>;
  /** Erases a person from the account, here and at the partners. */
  erasePerson(accountId: string): Promise<ErasureReceipt>;
  /** Takes the second factor off an account whose holder lost it, and ends its sessions; an administrator sets up another at the next login. */
  dropSecondFactor(accountId: string): Promise<{ readonly dropped: string }>;
  /** Recomputes the audit chain and compares it with the checkpoints that the parent platform keeps. */
  verifyAudit(): Promise<ChainReport>;
  /** Waits until events, search and harvest have caught up with what is committed now. */
  settle(): Promise<{ readonly settled: true }>;
}
