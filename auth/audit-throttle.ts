import type { AuditSink, AuthAuditRow, AuthClock } from './ports.ts';

/** Rows of one kind a minute; what is above is counted and told with the next minute's first. */
const PER_MINUTE = 30;
const MINUTE_MILLISECONDS = 60_000;

/** Lets a flood of bad tokens leave a trace without filling the audit trail, which anybody without a login could do otherwise. */
export function throttledAudit(audit: AuditSink, clock: AuthClock): AuditSink {
  const windows = new Map<string, { startedAt: number; written: number; suppressed: number }>();
  return {
    record: async (row) => {
      const key = `${row.action} ${row.code ?? ''}`;
      const now = clock.now().getTime();
      const known = windows.get(key);
      const fresh = !known || now - known.startedAt >= MINUTE_MILLISECONDS;
      const window = fresh ? { startedAt: now, written: 0, suppressed: 0 } : known;
      if (fresh) windows.set(key, window);
      if (window.written >= PER_MINUTE) {
        window.suppressed += 1;
        return;
      }
      window.written += 1;
      await audit.record(withCount(row, fresh ? (known?.suppressed ?? 0) : 0));
    },
  };
}

function withCount(row: AuthAuditRow, suppressed: number): AuthAuditRow {
  return suppressed === 0 ? row : { ...row, detail: { ...row.detail, suppressedBefore: suppressed } };
}
