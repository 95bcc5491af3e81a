import type { Caller } from './caller.ts';
import type { CounterName } from './counters/types.ts';
import type { DomainEvent } from './events/types.ts';
import type { Tx } from './types.ts';

export interface PartnerInfo {
  readonly platform: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly status: 'UP' | 'DOWN' | 'UNKNOWN';
  readonly lastHarvestedAt: Date | null;
  readonly lastError: string | null;
  /** On this platform's kill list: nothing of it is accepted. */
  readonly blocked?: boolean;
}

/** Counted figures by name; what is not named is zero. */
export type CountedFigures = Readonly<Partial<Record<CounterName, number>>>;

/** The part of a month's figures that one unit or one category of instruments has; `key` null: what belongs to none, and the smallest of too many. */
export interface FiguresPart {
  readonly key: string | null;
  readonly figures: CountedFigures;
}

/** What a platform below counted in a month, as it told last. */
export interface PartnerFigures {
  readonly platform: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly figures: CountedFigures;
  /** By unit, and by category of the instruments used; each adds up to `figures`. Absent: the platform (older software) told the month as a whole. */
  readonly units?: readonly FiguresPart[];
  readonly categories?: readonly FiguresPart[];
}

/** What a partner answered to a live call: GraphQL data of the partner contract (`schema/partner/v1.graphql`). */
export type PartnerAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly unavailable: true; readonly message: string };

/** Port to `link/`: live calls to the home platform of a record, with a token exchanged for the caller. */
export interface Partners {
  call(
    platform: string,
    caller: Caller,
    document: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<PartnerAnswer>;
  /** Queues an event for one partner in the same transaction (at least once, in order per record). */
  deliver(tx: Tx, platform: string, event: DomainEvent): Promise<void>;
  list(): Promise<readonly PartnerInfo[]>;
  /** What the platforms below have counted and told, month by month; absent where there is no link. */
  readonly figures?: () => Promise<readonly PartnerFigures[]>;
  /** For the platform's operators; absent where there is no link. */
  readonly operations?: PartnerOperations;
}

/** An event that waits for a partner. `STUCK`: the partner answers but does not take it. */
export interface WaitingPartnerEvent {
  readonly id: string;
  readonly platform: string;
  readonly type: string;
  readonly recordId: string;
  readonly state: 'QUEUED' | 'STUCK';
  readonly attempts: number;
  readonly at: Date;
  readonly lastError: string | null;
}

/** What operators do with the link; changes are written in the given transaction. */
export interface PartnerOperations {
  /** Oldest first. */
  waiting(filter: { readonly platform?: string; readonly first: number }): Promise<readonly WaitingPartnerEvent[]>;
  /** Queues a stuck event again. False when there is no such event. */
  retry(tx: Tx, id: string): Promise<boolean>;
  /** Lets an event go; those of its record behind it follow. */
  giveUp(tx: Tx, id: string): Promise<boolean>;
  /** The local kill list: tokens of a blocked partner and its users are refused from the next request on. */
  block(tx: Tx, platform: string, blocked: boolean): Promise<boolean>;
}
