import type { Tx } from '../../../kernel/types.ts';
import { ableUnits } from '../domain/matching.ts';
import type { TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import type { ServicesRoom } from './room.ts';

/** What was asked for, what is offered for it on this platform, and by whom in full. */
export async function offers(room: ServicesRoom, tx: Pick<Tx, 'session'> | null, request: TestRequestRow) {
  const session = tx?.session ?? null;
  const ids = request.items.map(({ testItemId }) => testItemId);
  const found = await room.items.model
    .find({ _id: { $in: ids } })
    .session(session)
    .lean<TestItemRecord[]>();
  const wanted = ids.flatMap((id) => found.find((item) => item._id === id) ?? []);
  const standardKeys = wanted.flatMap((item) => [...item.standardKeys]);
  const offered = await room.items.model
    .find({
      home: room.kernel.platform.id,
      withdrawn: false,
      $or: [{ _id: { $in: ids } }, { standardKeys: { $in: standardKeys } }],
    })
    .session(session)
    .lean<TestItemRecord[]>();
  return { wanted, offered, able: ableUnits(wanted, offered) };
}
