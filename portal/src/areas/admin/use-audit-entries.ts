import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { AdminAuditDocument, type AdminAuditQuery, type AuditFilter } from './generated.ts';

export type AuditEntry = AdminAuditQuery['auditEntries'][number];

/** Rows that one answer has; fewer means that there are no more. */
const PAGE = 50;

/** The audit trail from its newest row down; the rows are counted, so the next page begins below the last one shown. */
export function useAuditEntries(filter: AuditFilter) {
  const client = useClient();
  const [rows, setRows] = useState<readonly AuditEntry[]>();
  const [failure, setFailure] = useState<Failure>();
  const [reading, setReading] = useState(false);
  const [hasMore, setHasMore] = useState(false);
  const turn = useRef(0);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the filter
  const read = useCallback(
    async (above: readonly AuditEntry[]): Promise<void> => {
      const mine = ++turn.current;
      setReading(true);
      const variables = { filter, before: above.at(-1)?.seq ?? null };
      const { data, error } = await client
        .query(AdminAuditDocument, variables, { requestPolicy: 'network-only' })
        .toPromise();
      if (mine !== turn.current) return;
      setReading(false);
      setFailure(error === undefined ? undefined : failureOf(error));
      if (!data) return;
      setRows([...above, ...data.auditEntries]);
      setHasMore(data.auditEntries.length === PAGE);
    },
    [client, key],
  );
  useEffect(() => {
    setRows(undefined);
    void read([]);
  }, [read]);
  return { rows, failure, reading, hasMore, more: () => void read(rows ?? []), refresh: () => void read([]) };
}
