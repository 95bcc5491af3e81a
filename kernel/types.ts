import type { ClientSession, Connection } from 'mongoose';
import type { Shown } from './audit/personal.ts';
import type { AuditEntry, AuditRow } from './audit/types.ts';
import type { Caller } from './caller.ts';
import type { Catalogue, RemoteRecord, SharedRecord } from './catalogue/types.ts';
import type { CountedAt, CountedMonth, CounterName } from './counters/types.ts';
import type { DomainEvent, EventConsumer } from './events/types.ts';
import type { Job, JobState } from './jobs/types.ts';
import type { AddressBook, Notice, NoticeView } from './notices/types.ts';
import type { Partners } from './partner-types.ts';
import type { People } from './people.ts';
import type { SearchEntry, SearchRequest, SearchResult } from './search/types.ts';

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

/** What a command has in hand inside its one transaction. All writes go through `session`; everything else is buffered and written with it. */
export interface Tx {
  readonly session: ClientSession;
  readonly caller: Caller;
  readonly now: Date;
  emit(event: DomainEvent): void;
  audit(row: AuditRow): void;
  /** Adds to a counter of a unit (or the platform) in a month. Applied after commit, exactly once. */
  count(counter: CounterName, amount: number, where?: CountedAt): void;
  publish(record: SharedRecord): void;
  index(entry: SearchEntry): void;
  unindex(id: string): void;
  notify(notice: Notice): void;
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

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
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
    /** Keeps what the platform made. Throws `FileTooLarge`. */
    save(
      name: string,
      mediaType: string,
      bytes: AsyncIterable<Uint8Array> | Uint8Array,
      session?: ClientSession,
    ): Promise<StoredFile>;
    /** Keeps what somebody who is logged in sent; deleted after a day unless it is attached. Throws `FileTooLarge`. */
    upload(
      owner: Pick<Caller, 'subject' | 'unitId'>,
      name: string,
      mediaType: string,
      bytes: AsyncIterable<Uint8Array> | Uint8Array,
    ): Promise<StoredFile>;
    /** An uploaded file that the caller may use: his own, or for staff of a unit one of a colleague's. Null for any other id. */
    usable(caller: Caller, id: string): Promise<StoredFile | null>;
    /** The same, and it stays because a record of the transaction names it. Throws `NotFound`. The only way to take a file's id from an input. */
    attach(tx: Tx, id: string): Promise<StoredFile>;
    /** Whatever file it is: for ids that a record names, never for one from an input. */
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
