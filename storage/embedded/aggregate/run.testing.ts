import type { Document } from '../bson/types.ts';
import { compileSort } from '../query/keys.ts';
import { compileMatcher } from '../query/match.ts';
import { compilePipeline } from './pipeline.ts';
import type { PipelineOptions } from './stage.ts';

/** Runs a pipeline over documents as the store does: its beginning as a find would, then the rest. */
export function* runPipeline(
  stages: readonly Document[],
  source: Iterable<Document>,
  options: PipelineOptions = {},
): Generator<Document> {
  const { pushdown, run, isSourceless } = compilePipeline(stages, options);
  if (isSourceless) return yield* run([]);
  const { filter, sort, skip = 0, limit = Number.POSITIVE_INFINITY } = pushdown;
  const found = Iterator.from(source).filter(compileMatcher(filter, options));
  yield* run(sorted(found, sort, options).drop(skip).take(limit));
}

function sorted(
  found: IteratorObject<Document>,
  sort: Document | undefined,
  options: PipelineOptions,
): IteratorObject<Document> {
  if (sort === undefined) return found;
  const order = compileSort(sort, options.collation);
  const keyed = [...found].map((document) => ({ document, key: order.keyOf(document) }));
  return Iterator.from(keyed.sort((a, b) => order.compareKeys(a.key, b.key))).map(({ document }) => document);
}
