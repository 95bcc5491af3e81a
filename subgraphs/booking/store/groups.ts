import type { ClientSession } from 'mongoose';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { GroupRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

/** Keeps the copy of research groups (课题组) that `members` owns: who may book, and from which cards. */
export function projectGroups(room: BookingRoom): void {
  room.kernel.consume({
    name: 'booking.groups',
    types: ['researchGroup.*'],
    handle: (event, tx) => keep(room, event, tx),
  });
}

async function keep(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const known = await room.models.groups.findById(event.recordId).session(tx.session).lean<GroupRow | null>();
  if (known && known.version >= event.version) return;
  const { members, cards, tutorId } = event.payload as unknown as GroupRow;
  const row: GroupRow = { _id: event.recordId, tutorId, members, cards, version: event.version };
  await room.models.groups.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
}

/** Has the tutor authorised this member until the end of the booking, and is the card one to pay from? */
export async function isAuthorised(
  room: BookingRoom,
  user: { readonly id: string; readonly researchGroupId: string | null; readonly fundCardId: string | null },
  until: Date,
  session?: ClientSession,
): Promise<boolean> {
  if (!user.researchGroupId || !user.fundCardId) return false;
  const group = await room.models.groups
    .findById(user.researchGroupId)
    .session(session ?? null)
    .lean<GroupRow | null>();
  const day = until.toISOString().slice(0, 10);
  const card = group?.cards.find(({ id }) => id === user.fundCardId);
  const cardServes = card?.active === true && (card.validUntil === null || card.validUntil >= day);
  const member = group?.members.find(({ accountId }) => accountId === user.id);
  const memberMay = member?.mayBook === true && (member.until === null || new Date(member.until) >= until);
  return cardServes && (memberMay || group?.tutorId === user.id);
}
