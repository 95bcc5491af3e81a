import { ERASED } from '../../../kernel/audit/personal.ts';
import { UNSETTLED_AT_ONCE, type UnsettledMatter } from '../../../kernel/people.ts';
import { typedInRows } from '../../../kernel/typed-text.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { BookingState } from '../domain/transitions.ts';
import type { BookingRoom } from './room.ts';
import { tellBooking } from './tell.ts';

/** What this room keeps of a person: bookings, qualifications, trainings, ratings (which stay, without their author). Erasure blanks the name and ends the calendar feeds. */
export function keepPersonalData(room: BookingRoom): void {
  const { people } = room.kernel;
  const { bookings, qualifications } = room.models;
  people.keep({
    name: 'bookings',
    export: (userId) => bookings.find({ userId }).sort({ _id: 1 }).lean<object[]>(),
    erase: (userId, tx) => eraseBookings(room, userId, tx),
    unsettled: (userId) => openBookings(room, userId),
  });
  people.keep({
    name: 'qualifications',
    export: (userId) => qualifications.find({ userId }).sort({ _id: 1 }).lean<object[]>(),
    erase: async (userId, { session }) => {
      await qualifications.updateMany({ userId }, { $set: { userName: '' } }, { session });
    },
  });
  people.keep({
    name: 'trainings',
    export: (accountId) => trainingsOf(room, accountId),
    erase: (accountId, tx) => eraseParticipant(room, accountId, tx),
  });
  people.keep({
    name: 'instrumentRatings',
    export: (raterId) => room.models.ratings.find({ raterId }).sort({ _id: 1 }).lean<object[]>(),
    erase: async (raterId, { session }) => {
      await room.models.ratings.updateMany({ raterId }, { $set: { raterId: '' }, $inc: { version: 1 } }, { session });
    },
  });
  keepTypedText(room);
}

const OPEN: readonly BookingState[] = ['PENDING', 'TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'IN_USE'];

/** Bookings that are not over, and times that the person waits for. */
async function openBookings({ models }: BookingRoom, userId: string): Promise<readonly UnsettledMatter[]> {
  const [bookings, waiting] = await Promise.all([
    models.bookings
      .find({ userId, state: { $in: [...OPEN] } })
      .sort({ start: 1 })
      .limit(UNSETTLED_AT_ONCE)
      .lean(),
    models.waitlist
      .find({ userId, state: { $in: ['WAITING', 'OFFERED'] } })
      .limit(UNSETTLED_AT_ONCE)
      .lean(),
  ]);
  return [
    ...bookings.map(({ _id: id, instrumentTitle: title }) => ({ kind: 'booking', id, title })),
    ...waiting.map(({ _id: id, purpose: title }) => ({ kind: 'waitlist', id, title })),
  ];
}

/** A trainer's name is kept as long as the qualifications that the training gave may be asked about. */
const TRAINER_MILLISECONDS = 3 * 365 * 86_400_000;

/** Names typed without an account: the trainer of a course, who operated, reasons and purposes. */
function keepTypedText(room: BookingRoom): void {
  const { kernel, models } = room;
  kernel.people.typed(
    typedInRows(models.trainings, 'training', { trainer: ['trainer'] }, { expired: (now) => oldTrainings(room, now) }),
  );
  kernel.people.typed(typedInRows(models.workOrders, 'workOrder', { operatorName: ['operatorName'] }));
  const said = { text: ['text'], reply: ['reply'], hiddenReason: ['hiddenReason'] };
  kernel.people.typed(
    typedInRows(models.ratings, 'instrumentRating', said, { own: ({ home }) => home === kernel.platform.id }),
  );
  const texts = { reason: ['reason', 'history.reason'], purpose: ['purpose'], overrideReason: ['overrideReason'] };
  kernel.people.typed(
    typedInRows(models.bookings, 'booking', texts, {
      own: ({ home }) => home === kernel.platform.id,
      tell: (tx, booking) => tellBooking(room, tx, booking, 'redacted', []),
    }),
  );
}

async function oldTrainings({ models }: BookingRoom, now: Date) {
  const before = new Date(now.getTime() - TRAINER_MILLISECONDS);
  const rows = await models.trainings.find({ start: { $lt: before }, trainer: { $ne: ERASED } }, { _id: 1 }).lean();
  return rows.map(({ _id }) => ({ recordId: _id, field: 'trainer' }));
}

/** A command that holds a booking it read before conflicts with this write, and starts again with the blank name. */
async function eraseBookings({ kernel, models }: BookingRoom, userId: string, tx: Tx): Promise<void> {
  const { session, now } = tx;
  const rows = await models.bookings.find({ userId }, { _id: 1 }).session(session).lean();
  const ids = rows.map(({ _id }) => _id);
  await kernel.notices.blank(tx, ids, 'user');
  await models.bookings.updateMany({ userId }, { $set: { userName: '' } }, { session });
  await models.feeds.updateMany({ ownerId: userId, revokedAt: null }, { $set: { revokedAt: now } }, { session });
}

async function trainingsOf({ models }: BookingRoom, accountId: string): Promise<readonly object[]> {
  const rows = await models.trainings.find({ 'participants.accountId': accountId }).sort({ _id: 1 }).lean();
  return rows.map((row) => ({ ...row, participants: row.participants.filter((one) => one.accountId === accountId) }));
}

async function eraseParticipant({ models }: BookingRoom, accountId: string, { session }: Tx): Promise<void> {
  const rows = await models.trainings.find({ 'participants.accountId': accountId }).session(session).lean();
  for (const { _id, participants } of rows) {
    const blanked = participants.map((one) => (one.accountId === accountId ? { ...one, name: '' } : one));
    await models.trainings.updateOne({ _id }, { $set: { participants: blanked } }, { session });
  }
}
