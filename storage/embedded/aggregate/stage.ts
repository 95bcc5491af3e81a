import { type Document, documentSize } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { ExpressionOptions } from './expression.ts';

/** A collection, in the pipeline's own database unless it says otherwise. */
export interface Namespace {
  readonly db?: string | undefined;
  readonly coll: string;
}

/** What a stage asks of a collection: a plain find. */
export interface ReadQuery {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

export interface PipelineOptions extends ExpressionOptions {
  /** Reads other collections for `$lookup`, in the same snapshot. Absent: it is refused. */
  readonly read?: ((from: Namespace, query: ReadQuery, options: ExpressionOptions) => Iterable<Document>) | undefined;
  /** Stages that the server itself begins a pipeline with, such as `$listLocalSessions`. */
  readonly sources?: Readonly<Record<string, (operand: unknown) => Iterable<Document>>> | undefined;
  /** Bytes that a blocking stage may hold. Default 100 MiB, as in MongoDB; there is no spilling to disk. */
  readonly memoryLimit?: number | undefined;
  /** How deep this pipeline is nested in others. */
  readonly depth?: number | undefined;
}

/** A stage, compiled: a stream in, a stream out. */
export type Stage = (source: Iterable<Document>) => Iterable<Document>;

/** Compiles a stage; `compile` of its context compiles pipelines inside it. */
export type CompileStage = (operand: unknown, context: StageContext) => Stage;

export interface StageContext {
  readonly name: string;
  readonly options: PipelineOptions;
  readonly compile: (stages: unknown, options: PipelineOptions) => Pipeline;
}

/** What a source may do itself before the first stage that runs: filter, then sort, then skip, then limit. */
export type Pushdown = ReadQuery;

/** A compiled pipeline. `run` expects documents to which `pushdown` has been applied already. */
export interface Pipeline {
  readonly pushdown: Pushdown;
  readonly run: Stage;
  /** Set when the pipeline brings its own documents and reads no collection: pass `run` an empty source. */
  readonly isSourceless: boolean;
  /** Set when it ends with `$out` or `$merge`: what to do with the documents that `run` gives. */
  readonly output: Output | undefined;
}

export type Output = { readonly kind: 'out'; readonly into: Namespace } | Merge;

export interface Merge {
  readonly kind: 'merge';
  readonly into: Namespace;
  /** Where a document with this `_id` exists: what to store in its place (`undefined` leaves it), or `fail`. */
  readonly combine: 'fail' | ((existing: Document, incoming: Document) => Document | undefined);
  readonly whenNotMatched: 'insert' | 'discard' | 'fail';
}

const DEFAULT_LIMIT = 100 * 1024 * 1024;

/** Counts what a blocking stage holds. Error: QueryExceededMemoryLimitNoDiskUseAllowed (292). */
export function createBudget({ name, options }: Pick<StageContext, 'name' | 'options'>): (document: Document) => void {
  const limit = options.memoryLimit ?? DEFAULT_LIMIT;
  let used = 0;
  return (document) => {
    used += documentSize(document);
    if (used > limit) {
      throw new MongoServerFault(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Exceeded memory limit for ${name}: ${limit} bytes; the embedded store doesn't spill to disk`,
      );
    }
  };
}
