import { type Document, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { compileSort } from '../query/keys.ts';
import { readMerge, readOut } from './output.ts';
import type { Output, Pipeline, PipelineOptions, Pushdown, Stage, StageContext } from './stage.ts';
import { compileDocuments, matchFilter, readLimit, readSkip, STAGES, sortPattern, sortStage } from './stages.ts';
import { stageName } from './transform.ts';

/** Known to MongoDB, refused here. */
const REFUSED = new Set(
  (
    '$facet $unionWith $bucket $bucketAuto $sortByCount $sample $graphLookup $setWindowFields $fill $densify $redact $geoNear $search $searchMeta $vectorSearch $changeStream ' +
    '$changeStreamSplitLargeEvent $indexStats $collStats $currentOp $listSessions $listLocalSessions $listSampledQueries $listSearchIndexes $planCacheStats $queryStats $querySettings $shardedDataDistribution'
  ).split(' '),
);

interface NamedStage {
  readonly name: string;
  readonly operand: unknown;
}

/** Compiles an aggregation pipeline. All errors in it are thrown here: unknown stages 40324, misplaced ones 40601 and 40602. */
export function compilePipeline(stages: unknown, options: PipelineOptions = {}): Pipeline {
  const named = readStages(stages);
  const last = named.at(-1);
  const output = last === undefined ? undefined : readOutput(last);
  const body = output === undefined ? named : named.slice(0, -1);
  const first = body[0];
  const source = first === undefined ? undefined : compileSource(first, options);
  const { pushdown, count } = source === undefined ? leading(body) : { pushdown: { filter: {} }, count: 1 };
  const rest = compileStages(body.slice(count), options);
  return {
    pushdown,
    output,
    isSourceless: source !== undefined,
    run: (input) => rest.reduce<Iterable<Document>>((stream, stage) => stage(stream), source?.(input) ?? input),
  };
}

function readStages(stages: unknown): readonly NamedStage[] {
  if (!Array.isArray(stages))
    throw new MongoServerFault(
      'TypeMismatch',
      `'pipeline' option must be specified as an array, found ${typeName(stages)}`,
    );
  return stages.map((stage) => {
    const name = stageName(stage);
    return { name, operand: (stage as Document)[name] };
  });
}

function readOutput({ name, operand }: NamedStage): Output | undefined {
  if (name === '$out') return readOut(operand);
  return name === '$merge' ? readMerge(operand) : undefined;
}

function contextOf(name: string, options: PipelineOptions): StageContext {
  return { name, options, compile: compilePipeline };
}

function compileSource({ name, operand }: NamedStage, options: PipelineOptions): Stage | undefined {
  if (name === '$documents') return compileDocuments(operand, contextOf(name, options));
  const own = options.sources !== undefined && Object.hasOwn(options.sources, name) ? options.sources[name] : undefined;
  return own === undefined ? undefined : () => own(operand);
}

/** What of the first stages is a plain find: `$match`es, then `$sort`, `$skip`, `$limit`, each at most once and in this order. */
function leading(stages: readonly NamedStage[]): { pushdown: Pushdown; count: number } {
  let at = 0;
  const take = <T>(name: string, read: (operand: unknown) => T): T | undefined => {
    const stage = stages[at];
    if (stage?.name !== name) return undefined;
    at += 1;
    return read(stage.operand);
  };
  const filters: Document[] = [];
  for (let filter = take('$match', matchFilter); filter !== undefined; filter = take('$match', matchFilter))
    filters.push(filter);
  const sort = take('$sort', sortPattern);
  const skip = take('$skip', readSkip);
  const limit = take('$limit', readLimit);
  const filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  return { pushdown: { filter, sort, skip, limit }, count: at };
}

function compileStages(stages: readonly NamedStage[], options: PipelineOptions): readonly Stage[] {
  return stages.map((stage, i) => {
    const next = stages[i + 1];
    if (stage.name !== '$sort' || next?.name !== '$limit') return compileStage(stage, options);
    const order = compileSort(sortPattern(stage.operand), options.collation);
    return sortStage(order, readLimit(next.operand), contextOf(stage.name, options));
  });
}

function compileStage({ name, operand }: NamedStage, options: PipelineOptions): Stage {
  const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (compile !== undefined) return compile(operand, contextOf(name, options));
  if (name === '$out' || name === '$merge') {
    throw new MongoServerFault(40601, `${name} can only be the final stage in the pipeline`);
  }
  if (name === '$documents' || (options.sources !== undefined && Object.hasOwn(options.sources, name))) {
    throw new MongoServerFault(40602, `${name} is only valid as the first stage in a pipeline.`);
  }
  if (REFUSED.has(name)) throw notImplemented(`aggregation stage ${name}`);
  throw new MongoServerFault(40324, `Unrecognized pipeline stage name: '${name}'`);
}
