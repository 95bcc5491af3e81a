import type { Caller } from '../../kernel/caller.ts';
import type { PartnerInfo } from '../../kernel/partner-types.ts';
import { type PageRequest, pageInfo, pageSize, searchCursor } from '../../kernel/records/page.ts';
import type { SearchRequest, SearchResult } from '../../kernel/search/types.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { RecordVisitInput, SearchFilter, SearchKind } from './generated/types.ts';

/** The graph's kinds and types by the catalogue's kind. */
const kinds = {
  instrument: { kind: 'INSTRUMENT', type: 'Instrument' },
  testItem: { kind: 'TEST_ITEM', type: 'TestItem' },
  expert: { kind: 'EXPERT', type: 'Expert' },
  achievement: { kind: 'ACHIEVEMENT', type: 'Achievement' },
  patent: { kind: 'PATENT', type: 'Patent' },
  need: { kind: 'TECHNICAL_NEED', type: 'TechnicalNeed' },
  document: { kind: 'DOCUMENT', type: 'LiteratureDocument' },
  trackingItem: { kind: 'TRACKING_ITEM', type: 'TrackingItem' },
  unit: { kind: 'UNIT', type: 'Unit' },
} as const satisfies Record<string, { kind: SearchKind; type: string }>;
type CatalogueKind = keyof typeof kinds;

/** A search hit as the graph shows it. */
export interface SearchHitParent {
  readonly id: string;
  readonly type: (typeof kinds)[CatalogueKind]['type'];
  readonly kind: SearchKind;
  readonly title: string;
  readonly summary: string | null;
  readonly highlight: string;
  readonly home: string;
  readonly score: number;
}

/** Platform, partners, search over all kinds, visits. */
export class NetworkStore {
  readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  partners(): Promise<readonly PartnerInfo[]> {
    return this.kernel.partners.list();
  }

  /** One partner that is known to exist. */
  async partner(platform: string): Promise<PartnerInfo> {
    const found = (await this.partners()).find((one) => one.platform === platform);
    if (!found) throw new Error(`${platform} is no partner`);
    return found;
  }

  /** One ranked search over the kinds; counted as a catalogue query. Cost: one query of the local index, partners up or down. */
  async search(text: string, filter: SearchFilter | null | undefined, request: PageRequest) {
    this.kernel.countNow('catalogueQueries', 1);
    const found = await this.kernel.search(searchRequest(text, filter, request));
    const edges = found.hits.map((hit, index) => ({ node: hitOf(hit), cursor: searchCursor(request, index) }));
    return {
      edges,
      pageInfo: pageInfo(edges, found.hasNextPage, Boolean(request.after)),
      facets: found.facets.flatMap(({ kind, count }) => (isKind(kind) ? [{ kind: kinds[kind].kind, count }] : [])),
      capped: found.capped,
    };
  }

  /** Counts a visit, once per key. */
  visit(caller: Caller, input: RecordVisitInput) {
    const request = { caller, name: 'recordVisit', idempotencyKey: input.idempotencyKey, input };
    return this.kernel.command(request, async (tx) => {
      tx.count('visits', 1);
      return { __typename: 'RecordVisitSuccess', counted: true };
    });
  }
}

function isKind(kind: string): kind is CatalogueKind {
  return Object.hasOwn(kinds, kind);
}

function searchRequest(text: string, filter: SearchFilter | null | undefined, request: PageRequest): SearchRequest {
  const wanted = filter?.kinds?.length ? catalogueKinds(filter.kinds) : Object.keys(kinds);
  return {
    text,
    kinds: wanted,
    scope: filter?.scope ?? 'NETWORK',
    first: pageSize(request.first),
    ...(filter?.unitId ? { unitId: filter.unitId } : {}),
    ...(filter?.category ? { category: filter.category } : {}),
    ...(filter?.district ? { district: filter.district } : {}),
    ...(request.after ? { after: request.after } : {}),
  };
}

function catalogueKinds(wanted: readonly SearchKind[]): string[] {
  return Object.entries(kinds).flatMap(([name, { kind }]) => (wanted.includes(kind) ? [name] : []));
}

function hitOf({ entry, score, highlight }: SearchResult['hits'][number]): SearchHitParent {
  if (!isKind(entry.kind)) throw new Error(`the index holds the unknown kind ${entry.kind}`);
  const { id, title, home, summary } = entry;
  return { id, ...kinds[entry.kind], title, home, summary: summary ?? null, highlight, score };
}
