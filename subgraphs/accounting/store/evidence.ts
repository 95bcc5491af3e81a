import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { Entry, Statement } from '../../../ledger/models.ts';
import { invoicedFen } from '../domain/settlement.ts';
import type { Room } from './room.ts';
import { withSettlements } from './statements.ts';

/** Follows the test requests: once one has a report, the report proves its service. */
export function followReports(room: Room): void {
  room.kernel.consume({
    name: 'accounting.evidence',
    types: ['testRequest.*'],
    handle: (event, tx) => keepReport(room, event, tx),
  });
}

async function keepReport(room: Room, { recordId, payload }: DeliveredEvent, tx: Tx): Promise<void> {
  const { details } = payload;
  const number =
    typeof details === 'object' && details !== null ? (details as Record<string, unknown>).reportNumber : null;
  if (typeof number !== 'string') return;
  const row = { sourceId: recordId, kind: 'REPORT' as const };
  const { session } = tx;
  await room.models.evidence.updateOne({ _id: `${recordId}|REPORT` }, { $set: row }, { upsert: true, session });
}

/** What is at hand to prove each entry: an invoice on its statement, a report of its source, an agreement in its price. */
export async function evidenceOf(
  room: Room,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const reports = await reportedSources(room, entries);
  const invoiced = await invoicedPairs(room, entries);
  return new Map(
    entries.map((entry) => {
      const kinds: string[] = [];
      if (entry.agreementId !== null) kinds.push('AGREEMENT');
      if (reports.has(entry.sourceId)) kinds.push('REPORT');
      if (invoiced.some((statement) => covers(statement, entry))) kinds.push('INVOICE');
      return [entry._id, kinds];
    }),
  );
}

async function reportedSources(room: Room, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(entries.map((entry) => entry.sourceId))];
  const rows = await room.models.evidence.find({ sourceId: { $in: ids } }).lean();
  return new Set(rows.map((row) => row.sourceId));
}

async function invoicedPairs(room: Room, entries: readonly Entry[]): Promise<readonly Statement[]> {
  const debtors = new Set(
    entries.flatMap((entry) => entry.lines.filter((line) => line.account === 'OWES').map((line) => line.party)),
  );
  const found: Statement[] = [];
  for (const debtor of debtors) {
    const statements = await room.ledger.statements.list({ debtor, first: 100 });
    const settled = await withSettlements(room, statements);
    found.push(...settled.filter((one) => invoicedFen(one.settlement, true) > 0));
  }
  return found;
}

function covers(statement: Statement, entry: Entry): boolean {
  const { debtor, creditor, from, to } = statement;
  if (entry.period < from || entry.period > to) return false;
  return entry.lines.some((line) => line.account === 'OWES' && line.party === debtor && line.counterparty === creditor);
}
