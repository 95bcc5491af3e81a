import type { Tx } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { advance } from './advance.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import type { BookingRoom } from './room.ts';

const REASON = '仪器已从平台撤回。The instrument was withdrawn from the platform.';

/** An instrument leaves the platform: bookings that have not begun are cancelled with notice, and nobody waits for it any more. What was done stays. */
export async function giveBackFuture(room: BookingRoom, tx: Tx, instrument: InstrumentRow): Promise<void> {
  const { _id: instrumentId } = instrument;
  await takeLocks(room, tx, [calendarKey(instrumentId)]);
  const ahead = await room.models.bookings
    .find({ instrumentId, occupies: true, start: { $gt: tx.now } })
    .session(tx.session)
    .lean<BookingRow[]>();
  for (const booking of ahead) {
    if (possibleSteps(booking.state).includes('cancelBooking'))
      await advance(room, tx, booking, 'cancelBooking', { reason: REASON });
  }
  await room.models.waitlist.updateMany(
    { instrumentId, state: 'WAITING' },
    { $set: { state: 'LAPSED' } },
    { session: tx.session },
  );
}
