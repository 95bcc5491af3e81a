import type { PlatformInfo } from '../types.ts';

/** A record of this platform that partners may harvest. `sharing` and `grade` decide whether it leaves (kernel/catalogue). */
export interface SharedRecord {
  readonly id: string;
  /** `instrument`, `testItem`, `expert`, `achievement`, `patent`, `need`, `document`, `trackingItem`, `unit`. */
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly sharing: 'NOT_SHARED' | 'UNIT' | 'CITY' | 'PROVINCE' | 'NATION';
  /** 公开 / 内部 / 受限. */
  readonly grade: 'OPEN' | 'INTERNAL' | 'RESTRICTED';
  /** Plain JSON as the partner contract carries it. Absent with `withdrawn`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** A tombstone: partners keep a stub with the title only. */
  readonly withdrawn?: boolean;
}

/** A record harvested from a partner; the owner subgraph keeps a read-only copy. */
export interface RemoteRecord extends SharedRecord {
  readonly home: string;
  readonly syncedAt: Date;
}

/** The change feed that partners harvest, and the way in for what was harvested from them (design.md §1). */
export interface Catalogue {
  /**
   * The shared records that changed after `since` (0 = all), oldest change first, as `partner` may see them; what it may no longer see comes as a tombstone.
   * Each record appears once, at its latest change. Cost: one indexed read.
   */
  changes(request: {
    readonly since: number;
    readonly first: number;
    readonly partner: Pick<PlatformInfo, 'id' | 'level' | 'parent'>;
  }): Promise<CatalogueChanges>;
  /** Applies a batch harvested from `home` in one transaction through the owners of the kinds. Older or equal versions are skipped. Returns how many were new. */
  applyRemote(home: string, records: readonly SharedRecord[], syncedAt: Date): Promise<number>;
}

export interface CatalogueChanges {
  readonly records: readonly SharedRecord[];
  /** The `since` of the next call. */
  readonly cursor: number;
  readonly hasMore: boolean;
}
