import { GraphQLError } from 'graphql';
import type { SharedRecord } from '../../kernel/catalogue/types.ts';
import type { Kernel } from '../../kernel/types.ts';
import { changeDigest, pageChecksum } from '../harvest.ts';
import type { EndpointContext, EndpointParts, Value } from './own-graph.ts';

/** A page of the change feed, as the caller's platform may see it. */
export async function changes(parts: EndpointParts, args: Value, { partner }: EndpointContext): Promise<unknown> {
  const since = Number(args.since ?? 0);
  if (!Number.isSafeInteger(since) || since < 0)
    throw new GraphQLError('not a cursor of this platform', { extensions: { code: 'BAD_USER_INPUT' } });
  const first = Math.min(Math.max(Number(args.first), 1), 500);
  const place = { id: partner.platform, level: partner.level as Kernel['platform']['level'], parent: partner.parent };
  const page = await parts.kernel.catalogue.changes({ since, first, partner: place });
  const list = page.records.map((record) => wireChange(record, String(page.cursor)));
  return {
    changes: list,
    cursor: String(page.cursor),
    hasMore: page.hasMore,
    checksum: pageChecksum(list.map((one) => one.digest)),
  };
}

function wireChange(record: SharedRecord, cursor: string) {
  const { id, kind, version, title, sharing, grade } = record;
  const withdrawn = record.withdrawn === true;
  const change = { id, kind, version, title, sharing, grade, withdrawn, document: withdrawn ? null : record.document };
  return { ...change, cursor, digest: changeDigest(change) };
}
