export interface AuditRow {
  /** The domain verb, `confirmBooking`. */
  readonly action: string;
  readonly recordId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
}

/** A row of the audit trail. Personal data in it reads `[personal]`, or as it was written if asked for, or `[erased]` when the person was erased. */
export interface AuditEntry extends AuditRow {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  /** Where a person acted. */
  readonly actorName?: string;
  readonly correlationId: string;
  readonly hash: string;
}
