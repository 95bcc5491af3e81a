import { createHmac, randomBytes } from 'node:crypto';
import type { Caller } from '../../../kernel/caller.ts';
import type { Tx } from '../../../kernel/types.ts';
import { dayOf } from '../domain/calendar.ts';
import { INQUIRY_LIMITS } from '../domain/inquiries.ts';
import { refusal, type ServicesRoom } from './room.ts';

const HOUR_MS = 3_600_000;

/**
 * Counts one more question of a contact, in the transaction. The contact is kept for the day only, hashed with a salt of that day that is deleted with it.
 * Throws `TooManyInquiries` when the contact, or all together, ask too much.
 */
export async function refuseTooMany(room: ServicesRoom, tx: Tx, contact: string): Promise<void> {
  const { session, now } = tx;
  const recent = { askedAt: { $gt: new Date(now.getTime() - HOUR_MS) } };
  const asked = await room.front.inquiries.countDocuments(recent).session(session);
  if (asked >= INQUIRY_LIMITS.perHour) throw tooMany(tx.caller, new Date(now.getTime() + HOUR_MS));
  const day = dayOf(now, room.kernel.platform.timeZone);
  const hash = createHmac('sha256', await saltOf(room, tx, day))
    .update(contact)
    .digest('base64url');
  const row = await room.front.inquiryCounts.findOneAndUpdate(
    { _id: `${day}|${hash}` },
    { $inc: { count: 1 } },
    { upsert: true, returnDocument: 'after', session, lean: true },
  );
  if ((row?.count ?? 0) > INQUIRY_LIMITS.perContactAndDay)
    throw tooMany(tx.caller, new Date(now.getTime() + 24 * HOUR_MS));
}

async function saltOf(room: ServicesRoom, { session }: Tx, day: string): Promise<string> {
  const fresh = { $setOnInsert: { salt: randomBytes(24).toString('base64url'), count: 0 } };
  const options = { upsert: true, returnDocument: 'after', session, lean: true } as const;
  const row = await room.front.inquiryCounts.findOneAndUpdate({ _id: day }, fresh, options);
  if (!row?.salt) throw new Error(`no salt of ${day}`);
  return row.salt;
}

/** Forgets the counts and salts of days before. */
export async function forgetCounts(room: ServicesRoom, now: Date): Promise<void> {
  await room.front.inquiryCounts.deleteMany({ _id: { $lt: dayOf(now, room.kernel.platform.timeZone) } });
}

function tooMany(caller: Caller, retryAt: Date) {
  const text = {
    zh: '咨询次数过多，请稍后再试，或直接致电平台。',
    en: 'Too many questions came: ask later, or call the platform.',
  };
  return refusal(caller, 'TooManyInquiries', text, { retryAt });
}
