import type { Tx } from '../../../kernel/types.ts';
import { minutesOf } from '../domain/interval.ts';
import { isExternal, purposeOf, type UsageClass } from '../domain/usage.ts';
import type { InstrumentRow, UsageRow } from '../models.ts';
import { userClassOf } from './parties.ts';
import type { BookingRoom } from './room.ts';

/** A use that nobody booked, as it is entered or read from a log. */
export interface LooseUse {
  readonly start: Date;
  readonly end: Date;
  readonly usageClass: UsageClass;
  /** Null: the managing unit itself. */
  readonly userUnitId: string | null;
  readonly samples: number;
  readonly source: string;
}

/** A record of a use without work order. */
export async function looseRecord(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  use: LooseUse,
): Promise<UsageRow> {
  const userUnitId = use.userUnitId ?? instrument.managingUnitId;
  const user = {
    id: '',
    name: '',
    home: '',
    unitId: userUnitId,
    isFirmUser: false,
    researchGroupId: null,
    fundCardId: null,
  };
  const userClass = await userClassOf(room, user, instrument, tx.session);
  return {
    _id: room.kernel.newId('usageRecord'),
    instrumentId: instrument._id,
    path: instrument.path,
    workOrderId: null,
    bookingId: null,
    start: use.start,
    end: use.end,
    minutes: minutesOf(use),
    usageClass: use.usageClass,
    source: use.source,
    external: isExternal(userUnitId, instrument.managingUnitId),
    purpose: purposeOf(use.usageClass, userClass),
    samples: use.samples,
    recordedBy: tx.caller.subject,
    recordedAt: tx.now,
    reverses: null,
    reversedBy: null,
  };
}
