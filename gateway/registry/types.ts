import type { Hint, SubgraphSource } from '../compose.ts';

/** One reason why a change is not accepted, or (`warning`) what its author should know. */
export interface Problem {
  readonly check: 'composition' | 'ownership' | 'access' | 'breaking' | 'naming';
  readonly severity: 'error' | 'warning';
  readonly subgraph: string | undefined;
  /** `Type` or `Type.field`, where there is one. */
  readonly coordinate: string | undefined;
  readonly message: string;
}

/**
 * `staged`: replicas try whether they can load it. `active`: every replica serves it or is about to. `superseded`: it was active. `failed`: a replica could
 * not load it, nobody switched. `rolled-back`: a replica failed when switching, everybody went back.
 */
export type GenerationStatus = 'staged' | 'active' | 'superseded' | 'failed' | 'rolled-back';

export interface Acknowledgement {
  readonly replica: string;
  /** `loadable`: it could be loaded. `serving`: it is being served. */
  readonly state: 'loadable' | 'serving' | 'failed';
  readonly reason: string | undefined;
}

/** One row of the registry's history: everything a replica needs to serve it. */
export interface GenerationRecord {
  /** 1, 2, 3, …: the order of changes. */
  readonly number: number;
  readonly supergraphSdl: string;
  readonly services: readonly SubgraphSource[];
  readonly status: GenerationStatus;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** What was changed, for people: `add tides`, `roll back to 7`. */
  readonly change: string;
  readonly hints: readonly Hint[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Why it failed or was rolled back. */
  readonly reason: string | undefined;
}

export type NewGeneration = Pick<
  GenerationRecord,
  'supergraphSdl' | 'services' | 'createdAt' | 'createdBy' | 'change' | 'hints'
>;

/** A document that clients have sent, with its literals removed. */
export interface SeenOperation {
  readonly hash: string;
  readonly text: string;
  readonly name: string | undefined;
  readonly lastSeen: Date;
  readonly count: number;
}

/** What the registry persists. Every method is atomic; all replicas of a platform share one store. */
export interface RegistryStore {
  /** Numbers of the generation to serve and of the one being tried. Asked for all the time: must be cheap. */
  heads(): Promise<{ readonly active: number | undefined; readonly staged: number | undefined }>;
  /** The generation to serve. */
  active(): Promise<GenerationRecord | undefined>;
  /** The one being tried, if any; at most one is. */
  staged(): Promise<GenerationRecord | undefined>;
  get(number: number): Promise<GenerationRecord | undefined>;
  /** Newest first. */
  history(limit: number): Promise<readonly GenerationRecord[]>;
  /** Undefined when another generation is staged, or the active one is no longer `base`. */
  stage(generation: NewGeneration, base: number | undefined): Promise<GenerationRecord | undefined>;
  /** Makes a staged generation the active one and the active one superseded. False when it is not staged any more. */
  activate(number: number): Promise<boolean>;
  /** False when it is not staged any more. */
  fail(number: number, reason: string): Promise<boolean>;
  /** Makes `to` active again in place of `number`. False when `number` is not active any more. */
  rollBack(number: number, to: number, reason: string): Promise<boolean>;
  acknowledge(number: number, acknowledgement: Acknowledgement): Promise<void>;
  /** Says that a replica lives. */
  beat(replica: string, at: Date): Promise<void>;
  /** Replicas that said so since then. */
  replicasSince(since: Date): Promise<readonly string[]>;
  forget(replica: string): Promise<void>;
  recordOperations(operations: readonly SeenOperation[]): Promise<void>;
  operationsSince(since: Date): Promise<readonly SeenOperation[]>;
  /** Trusted documents by SHA-256. Adding one that is there changes nothing. */
  addDocuments(documents: Readonly<Record<string, string>>, source: string): Promise<number>;
  documents(): Promise<Readonly<Record<string, string>>>;
}
