import type { Tx } from '../types.ts';

/** Something that happened to a record, written in the transaction that made it so. Names are `<noun>.<pastParticiple>`: `booking.closed`. */
export interface DomainEvent {
  readonly type: string;
  readonly recordId: string;
  /** Version of the record after the fact; consumers drop what is older than what they have. */
  readonly version: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event as consumers get it: in order of `seq` per record, at least once. */
export interface DeliveredEvent extends DomainEvent {
  readonly seq: number;
  readonly at: Date;
}

export interface EventConsumer {
  /** Stable: the cursor is kept under it. `<subgraph>.<projection>`. */
  readonly name: string;
  /** Exact types, or a prefix with `*` at the end. */
  readonly types: readonly string[];
  /** Runs in a transaction with the inbox record: effectively once. */
  handle(event: DeliveredEvent, tx: Tx): Promise<void>;
}
