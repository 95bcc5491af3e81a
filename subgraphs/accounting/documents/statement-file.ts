import type { Caller } from '../../../kernel/caller.ts';
import type { StoredFile } from '../../../kernel/types.ts';
import type { StatementFormat } from '../generated/types.ts';
import type { Room } from '../store/room.ts';
import { visibleStatement } from '../store/statements.ts';

/** The statement as a file, or null when the caller may not see it. */
export async function statementFile(
  room: Room,
  caller: Caller,
  id: string,
  _format: StatementFormat,
): Promise<StoredFile | null> {
  const statement = await visibleStatement(room, caller, id);
  return statement ? null : null;
}
