import type { GraphQLFormattedError } from 'graphql';
import type { RequestContext, Turn } from '../types.ts';

export type Path = readonly (string | number)[];
export type JsonObject = Record<string, unknown>;

/** One fetch as it happened, for `--inspect-plan` and traces. */
export interface FetchRecord {
  readonly node: number;
  readonly subgraph: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Representations sent, after de-duplication; 0 for a root fetch. */
  readonly entities: number;
  readonly errors: number;
}

/** What the steps of a plan share while one request runs. */
export interface Run {
  /** The merged answers of the subgraphs, by response key. */
  readonly data: JsonObject;
  /** Lists and objects of entities that stand at several places of `data`: each is one object there, and is walked and written once. */
  readonly shared: Set<object>;
  /** Masked already. */
  readonly errors: GraphQLFormattedError[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly record: ((fetch: FetchRecord) => void) | undefined;
  /** Waited for before each answer is merged, and before representations are made: set for what is expensive. */
  readonly turn: Turn | undefined;
}

/** One step of a compiled plan. Never rejects: what goes wrong is in `run.errors`. Undefined when it had nothing to wait for. */
export type Step = (run: Run) => Promise<void> | undefined;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
