/** Types of the reference client, for our tests. */
export interface CampusClient {
  events(since?: number): Promise<{
    cursor: string | null;
    since: number;
    hasMore: boolean;
    events: { type: string; recordId: string; seq: number }[];
  }>;
  report(records: readonly object[], cursor?: string): Promise<Receipt>;
  reportAll(records: readonly object[]): AsyncGenerator<Receipt>;
}
export interface Receipt {
  cursor: string | null;
  applied: number;
  pending: number;
  unchanged: number;
  rejected: { index: number; id: string; reasons: string[] }[];
  conflicts: { index: number; id: string; reason: string }[];
}
export function campusClient(options: {
  url: string;
  source: string;
  secret: string;
  now?: () => number;
}): CampusClient;
