import { UNSETTLED_AT_ONCE, type UnsettledMatter } from '../../../kernel/people.ts';
import { openFen } from '../domain/settlement.ts';
import type { Room } from './room.ts';
import { withSettlements } from './statements.ts';

const EXPORTED_AT_MOST = 500;

/** What this room keeps of a person who pays for themselves. All of it is kept by law, under the id alone, so that there is nothing to blank. */
export function keepPersonalData(room: Room): void {
  const { statements, purses } = room.ledger;
  room.kernel.people.keep({
    name: 'statements',
    export: async (debtor) => withSettlements(room, await statements.list({ debtor, first: EXPORTED_AT_MOST })),
    erase: async () => undefined,
    unsettled: (personId) => openMoney(room, personId),
  });
  room.kernel.people.keep({
    name: 'purses',
    export: (owner) => purses.ofOwner(owner),
    erase: async () => undefined,
  });
}

/** Statements that are not paid, what is owed or held beyond them, and money that is left in purses. */
async function openMoney(room: Room, id: string): Promise<readonly UnsettledMatter[]> {
  const { statements, parties, purses } = room.ledger;
  const issued = await withSettlements(room, await statements.list({ debtor: id, first: EXPORTED_AT_MOST }));
  const unpaid = issued.flatMap(({ _id, number, dueFen, settlement }) => {
    const fen = settlement.closedAt === null ? openFen(dueFen, settlement) : 0;
    return fen > 0 ? [{ kind: 'statement', id: _id, title: number, fen }] : [];
  });
  const { owedFen, heldFen } = await parties.get(id);
  const fen = owedFen + heldFen;
  const filled = (await purses.ofOwner(id)).filter((purse) => purse.freeFen + purse.heldFen > 0);
  return [
    ...unpaid.slice(0, UNSETTLED_AT_ONCE),
    ...(unpaid.length === 0 && fen > 0 ? [{ kind: 'debt', id, title: '', fen }] : []),
    ...filled.map(({ _id, kind: title, freeFen, heldFen: held }) => ({
      kind: 'purse',
      id: _id,
      title,
      fen: freeFen + held,
    })),
  ];
}
