import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { book } from './book.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { requestRemote } from './mirror.ts';
import { type BookingRoom, queuedCommand } from './room.ts';
import { type BookingSuccess, type RequestBookingInput, wishOf } from './wish.ts';

/** Books a slot here, or at the instrument's home platform. Cost here: one transaction with about six indexed reads. */
export async function requestBooking(
  room: BookingRoom,
  caller: Caller,
  input: RequestBookingInput,
): Promise<BookingSuccess | RefusalValue> {
  if (platformOf(input.instrumentId) !== room.kernel.platform.id) return requestRemote(room, caller, input);
  const key = calendarKey(input.instrumentId);
  return queuedCommand(room, [key], caller, 'requestBooking', input, async (tx) => {
    const wish = await wishOf(room, caller, input);
    await takeLocks(room, tx, [key]);
    const booking = await book(room, tx, wish);
    return { __typename: 'RequestBookingSuccess', bookingId: booking._id };
  });
}
