import { createHash } from 'node:crypto';
import type { PartnerRecord } from '../auth/ports.ts';
import { contentHash } from '../kernel/canonical-json.ts';
import type { Catalogue, SharedRecord } from '../kernel/catalogue/types.ts';
import { platformOf } from '../kernel/ids.ts';
import type { Clock, Logger } from '../kernel/types.ts';
import type { LinkClient } from './client.ts';
import { describe, type LinkStates } from './state.ts';

const PAGE = 500;

const CHANGES = `query Changes($since: String, $first: Int!) {
  changes(since: $since, first: $first) {
    changes { cursor id kind version title sharing grade withdrawn document digest }
    cursor
    hasMore
    checksum
  }
}`;

/** One change as the contract has it. */
interface WireChange {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly sharing: SharedRecord['sharing'];
  readonly grade: SharedRecord['grade'];
  readonly withdrawn: boolean;
  readonly document: Readonly<Record<string, unknown>> | null;
  readonly digest: string;
}

interface WirePage {
  readonly changes: readonly WireChange[];
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly checksum: string;
}

export interface HarvestParts {
  readonly client: LinkClient;
  readonly states: LinkStates;
  readonly catalogue: Catalogue;
  /** Kinds that a subgraph of this platform owns; others are passed over (a newer partner may share more). */
  readonly kinds: ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Brings this platform's copies of all partners' catalogues up to date. A page at a time (flat memory, and the database sets the pace);
 * the cursor is saved after each page, so that an interrupted harvest goes on where it was. True when something was new.
 */
export async function harvestDue(parts: HarvestParts, at?: 'now'): Promise<boolean> {
  let progressed = false;
  for (const partner of await parts.states.due(at)) {
    try {
      progressed = (await harvest(parts, partner)) || progressed;
    } catch (error) {
      const news = await parts.states.down(partner.platform, error);
      parts.log[news ? 'warn' : 'debug'](
        { platform: partner.platform, error: describe(error) },
        'the catalogue of a partner could not be harvested',
      );
    }
  }
  return progressed;
}

async function harvest(parts: HarvestParts, partner: PartnerRecord): Promise<boolean> {
  let since = (await parts.states.get(partner.platform))?.cursor ?? null;
  let fresh = 0;
  for (let more = true; more; ) {
    const data = await parts.client.ask(partner, 'platform', CHANGES, { since, first: PAGE });
    const page = data.changes as WirePage;
    const records = checked(page, partner.platform).filter((record) => parts.kinds.has(record.kind));
    fresh += await parts.catalogue.applyRemote(partner.platform, records, parts.clock.now());
    if (page.hasMore && page.cursor === since) throw new Error('the change feed does not advance');
    since = page.cursor;
    more = page.hasMore;
    await parts.states.harvested(partner.platform, since);
  }
  await parts.states.up(partner.platform);
  return fresh > 0;
}

/** The page as records, if nothing was lost or changed on the way and the partner speaks only of its own records. */
function checked(page: WirePage, platform: string): readonly SharedRecord[] {
  if (pageChecksum(page.changes.map((change) => change.digest)) !== page.checksum)
    throw new Error('the checksum of a page is wrong');
  return page.changes.map((change) => {
    if (changeDigest(change) !== change.digest) throw new Error(`the digest of ${change.id} is wrong`);
    if (platformOf(change.id) !== platform) throw new Error(`${change.id} is not a record of ${platform}`);
    const { id, kind, version, title, sharing, grade, withdrawn, document } = change;
    return { id, kind, version, title, sharing, grade, document: document ?? {}, ...(withdrawn ? { withdrawn } : {}) };
  });
}

/** SHA-256 of the RFC 8785 JSON of a change, as the contract says. */
export function changeDigest(change: Omit<WireChange, 'digest'>): string {
  const { id, kind, version, title, sharing, grade, withdrawn, document } = change;
  return contentHash({ id, kind, version, title, sharing, grade, withdrawn, document: document ?? null });
}

/** SHA-256 over the digests of a page, each followed by a line feed. */
export function pageChecksum(digests: readonly string[]): string {
  return createHash('sha256')
    .update(digests.map((digest) => `${digest}\n`).join(''))
    .digest('hex');
}
