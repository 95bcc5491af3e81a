import { GraphQLError } from 'graphql';
import type { Caller } from '../../../kernel/caller.ts';
import { type PageRequest, pageInfo, pageSize } from '../../../kernel/records/page.ts';
import { LINES_PER_PAGE } from '../../../ledger/statements.ts';
import type { JournalFilter } from '../generated/types.ts';
import { maySee, seesAllBooks, standsFor } from '../store/permissions.ts';
import type { Room } from '../store/room.ts';
import { type SettledStatement, withSettlements } from '../store/statements.ts';

/** Entries that the caller may see: accountants and auditors all, others those of their own party. */
export async function journalPage(room: Room, caller: Caller, filter: JournalFilter | null, page: PageRequest) {
  const party = filter?.partyId ?? filter?.unitId ?? ownParty(caller, room.kernel.platform.id);
  const platform = room.kernel.platform.id;
  const all = seesAllBooks(caller, platform);
  if (!all && !(party && maySee(caller, [party], platform))) throw forbidden();
  const size = pageSize(page.first);
  const { partyId, unitId, sourceId, from, to } = filter ?? {};
  const rows = await room.ledger.books.entries({
    ...(partyId || !all ? { party: partyId ?? party ?? '' } : {}),
    ...(unitId ? { unitId } : {}),
    ...(sourceId ? { sourceId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(page.after ? { before: page.after } : {}),
    first: size + 1,
  });
  return connection(rows, size, page);
}

/** Statements that the caller may see, newest first. */
export async function statementsPage(
  room: Room,
  caller: Caller,
  filter: { readonly partyId: string | null; readonly to: string | null },
  page: PageRequest,
) {
  const platform = room.kernel.platform.id;
  const party = filter.partyId ?? (seesAllBooks(caller, platform) ? null : ownParty(caller, platform));
  if (party !== null && !maySee(caller, [party], platform)) throw forbidden();
  const size = pageSize(page.first);
  const rows = await room.ledger.statements.list({
    ...(party === null ? {} : { party }),
    ...(filter.to === null ? {} : { to: filter.to }),
    ...(page.after ? { before: page.after } : {}),
    first: size + 1,
  });
  return connection(await withSettlements(room, rows), size, page);
}

/** Lines of a statement; the cursor is the line's place. Cost: one read per 1,000 lines touched. */
export async function linesPage(room: Room, statement: SettledStatement, page: PageRequest) {
  const size = pageSize(page.first);
  const start = page.after ? Number.parseInt(page.after, 10) + 1 : 0;
  const end = Math.min(statement.lineCount, start + size);
  const edges = [];
  for (let index = start; index < end; ) {
    const number = Math.floor(index / LINES_PER_PAGE);
    const lines = await room.ledger.statements.page(statement, number);
    const until = Math.min(end, (number + 1) * LINES_PER_PAGE);
    for (; index < until; index++) {
      const node = lines[index - number * LINES_PER_PAGE];
      if (node) edges.push({ node, cursor: String(index) });
    }
  }
  return { edges, pageInfo: pageInfo(edges, end < statement.lineCount, start > 0) };
}

function connection<T extends { readonly _id: string }>(rows: readonly T[], size: number, page: PageRequest) {
  const edges = rows.slice(0, size).map((node) => ({ node, cursor: node._id }));
  return { edges, pageInfo: pageInfo(edges, rows.length > size, Boolean(page.after)) };
}

/** Whose books a caller reads who names nobody: those of the unit that it stands for, else its own. */
function ownParty(caller: Caller, platform: string): string {
  return caller.unitId !== null && standsFor(caller, caller.unitId, platform) ? caller.unitId : caller.subject;
}

function forbidden(): GraphQLError {
  return new GraphQLError('These books are not open to the caller.', { extensions: { code: 'FORBIDDEN' } });
}
