import type { ClientSession, Connection } from 'mongoose';
import type { Shown } from './audit/personal.ts';
import type { Caller } from './caller.ts';
import type { People } from './people.ts';

/** The clock of a platform: an argument everywhere, so that tests freeze it. */
export interface Clock {
  now(): Date;
}

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type PlatformLevel = 'NATION' | 'PROVINCE' | 'CITY' | 'COUNTY';

/** One deployment of one government level: configuration, not code. */
export interface PlatformInfo {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly level: PlatformLevel;
  readonly parent: string | null;
  /** IANA zone in which days, opening hours and periods are reckoned. */
  readonly timeZone: string;
  /** Where browsers reach it, for links and QR codes on paper; absent where there is no web server. */
  readonly origin?: string;
}

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

/** Figures that the platform counts as they happen (domain.md §1). `machineMinutes` in minutes, all others in pieces. */
export type CounterName =
  | 'visits'
  | 'catalogueQueries'
  | 'opacQueries'
  | 'fullTextPages'
  | 'documentDeliveries'
  | 'trackingItems'
  | 'machineMinutes'
  | 'externalMachineMinutes'
  | 'servicesProvided'
  | 'servicesReceived';

/** A record of this platform that partners may harvest. `sharing` and `grade` decide whether it leaves (kernel/catalogue). */
export interface SharedRecord {
  readonly id: string;
  /** `instrument`, `testItem`, `expert`, `achievement`, `patent`, `need`, `document`, `trackingItem`, `unit`. */
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly sharing: 'NOT_SHARED' | 'UNIT' | 'CITY' | 'PROVINCE' | 'NATION';
  /** 公开 / 内部 / 受限. */
  readonly grade: 'OPEN' | 'INTERNAL' | 'RESTRICTED';
  /** Plain JSON as the partner contract carries it. Absent with `withdrawn`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** A tombstone: partners keep a stub with the title only. */
  readonly withdrawn?: boolean;
}

/** One line of the derived search index (design.md §11). */
export interface SearchEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** All that should be found: names, synonyms, standard numbers, keywords, owner. */
  readonly text: string;
  readonly home: string;
  readonly unitId?: string;
  readonly category?: string;
  readonly district?: string;
  readonly sharing: SharedRecord['sharing'];
  /** Anything a result list shows without asking the owner. */
  readonly summary?: string;
}

export interface AuditRow {
  /** The domain verb, `confirmBooking`. */
  readonly action: string;
  readonly recordId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
}

/** What a command has in hand inside its one transaction. All writes go through `session`; everything else is buffered and written with it. */
export interface Tx {
  readonly session: ClientSession;
  readonly caller: Caller;
  readonly now: Date;
  emit(event: DomainEvent): void;
  audit(row: AuditRow): void;
  /** Adds to a counter of `unitId` (or the platform) in the month of `at` (default now). Applied after commit, exactly once. */
  count(counter: CounterName, amount: number, where?: { unitId?: string; at?: Date }): void;
  publish(record: SharedRecord): void;
  index(entry: SearchEntry): void;
  unindex(id: string): void;
  notify(notice: Notice): void;
}

/** A message to people, queued with the fact that caused it. */
export interface Notice {
  /** Template name in kernel/notices/templates, `booking.confirmed`. */
  readonly template: string;
  /** Account ids or unit ids (then: its administrators). */
  readonly to: readonly string[];
  readonly about: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Throw inside a command to end it with a refusal: nothing is written but the idempotency record of the refusal. */
export class Refused extends Error {
  readonly refusal: RefusalValue;
  constructor(refusal: RefusalValue) {
    super(refusal.message);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

/** A member of a payload union: `__typename` and the fields of that type. */
export interface RefusalValue {
  readonly __typename: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface CommandRequest {
  readonly caller: Caller;
  /** The mutation's name. */
  readonly name: string;
  /** Unique per caller and name. The same key and input → the first answer (result or refusal); another input → `IdempotencyConflict`. */
  readonly idempotencyKey: string;
  readonly input: unknown;
}

export interface PartnerInfo {
  readonly platform: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly status: 'UP' | 'DOWN' | 'UNKNOWN';
  readonly lastHarvestedAt: Date | null;
  readonly lastError: string | null;
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

export interface EventConsumer {
  /** Stable: the cursor is kept under it. `<subgraph>.<projection>`. */
  readonly name: string;
  /** Exact types, or a prefix with `*` at the end. */
  readonly types: readonly string[];
  /** Runs in a transaction with the inbox record: effectively once. */
  handle(event: DeliveredEvent, tx: Tx): Promise<void>;
}

export interface Job {
  readonly name: string;
  /** Every so many seconds, under a leader lease. */
  readonly everySeconds: number;
  run(tx: { readonly now: Date; readonly log: Logger }): Promise<void>;
}

/** A record harvested from a partner; the owner subgraph keeps a read-only copy. */
export interface RemoteRecord extends SharedRecord {
  readonly home: string;
  readonly syncedAt: Date;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface SearchRequest {
  readonly text: string;
  readonly kinds?: readonly string[];
  readonly scope: 'OWN' | 'NETWORK';
  readonly unitId?: string;
  readonly category?: string;
  readonly district?: string;
  readonly first: number;
  readonly after?: string;
}

export interface SearchResult {
  readonly hits: readonly { readonly entry: SearchEntry; readonly score: number; readonly highlight: string }[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  /** True when the terms are so common that only the newest matches were ranked. */
  readonly capped: boolean;
  readonly facets: readonly { readonly kind: string; readonly count: number }[];
}

/** The change feed that partners harvest, and the way in for what was harvested from them (design.md §1). */
export interface Catalogue {
  /**
   * The shared records that changed after `since` (0 = all), oldest change first, as `partner` may see them; what it may no longer see comes as a tombstone.
   * Each record appears once, at its latest change. Cost: one indexed read.
   */
  changes(request: {
    readonly since: number;
    readonly first: number;
    readonly partner: Pick<PlatformInfo, 'id' | 'level' | 'parent'>;
  }): Promise<CatalogueChanges>;
  /** Applies a batch harvested from `home` in one transaction through the owners of the kinds. Older or equal versions are skipped. Returns how many were new. */
  applyRemote(home: string, records: readonly SharedRecord[], syncedAt: Date): Promise<number>;
}

export interface CatalogueChanges {
  readonly records: readonly SharedRecord[];
  /** The `since` of the next call. */
  readonly cursor: number;
  readonly hasMore: boolean;
}

/** A counted figure of one unit (null: the platform itself) in one month (`2011-08`, in the platform's zone). */
export interface CountedMonth {
  readonly unitId: string | null;
  readonly month: string;
  readonly counter: CounterName;
  readonly amount: number;
}

export interface JobState {
  readonly name: string;
  readonly everySeconds: number;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastError: string | null;
  readonly runs: number;
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

/** Someone who gets notices by e-mail. */
export interface Recipient {
  /** Global account id. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** For short messages; absent or null: none. */
  readonly telephone?: string | null;
  readonly locale: 'zh' | 'en';
}

/** Port to whoever knows people (members): account ids as they are, unit ids as their administrators. Unknown ids are left out. */
export type AddressBook = (ids: readonly string[]) => Promise<readonly Recipient[]>;

/** A notice as its receiver sees it on the platform. */
export interface NoticeView extends Notice {
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly text: string;
}

/** What every subgraph needs. One per platform process; made by `createKernel`. */
export interface Kernel {
  readonly platform: PlatformInfo;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  /** A fresh global id: `newId('booking')` → `mdj:booking:01K…`. */
  newId(kind: string): string;
  /**
   * Runs `work` in one transaction with its idempotency record, audit rows, events, notices, counters and index entries.
   * Retries write conflicts. Cost: one commit. A `Refused` thrown inside comes back as its refusal value.
   */
  command<T extends object>(request: CommandRequest, work: (tx: Tx) => Promise<T>): Promise<T | RefusalValue>;
  /** The same without idempotency: for jobs, importers (one transaction a batch) and seeds. */
  transact<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  consume(consumer: EventConsumer): void;
  job(job: Job): void;
  /** Registers the owner of a kind: applies harvested copies, and yields all own records of the kind to rebuild index and catalogue. */
  catalogueKind(
    kind: string,
    owner: {
      apply(record: RemoteRecord, tx: Tx): Promise<void>;
      all(): AsyncIterable<{ entry?: SearchEntry; record?: SharedRecord }>;
    },
  ): void;
  search(request: SearchRequest): Promise<SearchResult>;
  readonly catalogue: Catalogue;
  /** Drops and refills index and catalogue feed of a kind from its owner, in batches, in the background of everything else. */
  rebuild(kind: string): Promise<void>;
  /** Counts outside a transaction (visits, queries): flushed within a second. */
  countNow(counter: CounterName, amount: number, where?: { unitId?: string }): void;
  /** The counted figures of the months `from`..`to` (inclusive, `YYYY-MM`); of one unit (null: the platform's own) when `unitId` is given. */
  counted(filter: {
    readonly from?: string;
    readonly to?: string;
    readonly unitId?: string | null;
  }): Promise<readonly CountedMonth[]>;
  readonly audit: {
    /** Recomputes the hash chain. `brokenAt` is the first row that does not fit, null when all do. Cost: reads every row. */
    verify(): Promise<{ readonly rows: number; readonly brokenAt: number | null }>;
    /** Newest first, below `before`. Personal data is hidden unless `personal` says whose the reader may see. */
    list(filter: {
      readonly personal?: Shown;
      readonly recordId?: string;
      readonly actor?: string;
      readonly action?: string;
      readonly before?: number;
      readonly first: number;
    }): Promise<readonly AuditEntry[]>;
  };
  readonly people: People;
  readonly jobs: {
    list(): Promise<readonly JobState[]>;
    /** Runs a job now, whoever holds the lease. Throws what the job throws. */
    run(name: string): Promise<void>;
  };
  readonly files: {
    save(
      name: string,
      mediaType: string,
      bytes: AsyncIterable<Uint8Array> | Uint8Array,
      session?: ClientSession,
    ): Promise<StoredFile>;
    open(id: string): Promise<{ file: StoredFile; stream: AsyncIterable<Uint8Array> } | null>;
    /**
     * A link to the file, relative to the platform and good for ten minutes: `/files/<id>?expires=…&signature=…`. Whoever has it may fetch the file, so
     * give it only to callers who may.
     */
    link(id: string): Promise<string>;
    /** Was the link made by `link`, and is it still good? */
    isGoodLink(id: string, expires: string, signature: string): Promise<boolean>;
  };
  /** 32 random bytes under the name, the same in every replica: what a room derives a key of its own from. */
  secret(name: string): Promise<Buffer>;
  readonly notices: {
    /** Who people are; registered once by `members`. Until then e-mails are addressed to the ids alone. */
    addressBook(book: AddressBook): void;
    /** Empties a value that names an erased person, in all notices about the records. */
    blank(tx: Tx, about: readonly string[], value: string): Promise<void>;
    /** What was sent to any of the ids (an account, its units), newest first, older than `before`. */
    list(filter: {
      readonly to: readonly string[];
      readonly before?: Date;
      readonly first: number;
      readonly locale: 'zh' | 'en';
    }): Promise<readonly NoticeView[]>;
  };
  readonly partners: Partners;
  /** FIFO per key in this process, keys taken in sorted order: keeps contenders apart in front of a transaction (design.md §5). */
  queued<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Starts consumers, jobs and the search index; `close` stops them and waits for what is running. */
  start(): Promise<void>;
  close(): Promise<void>;
  /** Waits until all consumers have caught up with what is committed now (tests, seed, walkthrough). */
  settled(): Promise<void>;
}
