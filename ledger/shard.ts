import { createHash } from 'node:crypto';

/** Spreads sources evenly over a number of documents, always the same way. */
export function shardOf(sourceId: string, shards: number): number {
  return createHash('sha256').update(sourceId).digest().readUInt16BE(0) % shards;
}
