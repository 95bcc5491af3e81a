import type { ClientSession } from 'mongoose';
import type { BookingPolicy } from '../domain/policy.ts';
import type { HeldQualification } from '../domain/rules/index.ts';
import type { QualificationRow, SuspensionRow } from '../models.ts';
import { isAuthorised } from './groups.ts';
import type { BookingUser } from './parties.ts';
import type { BookingRoom } from './room.ts';

/** How a user stands towards a policy: qualifications, suspension, authorisation. */
export interface Standing {
  readonly qualifications: readonly HeldQualification[];
  readonly suspendedUntil: Date | null;
  readonly authorisedByTutor: boolean;
}

/** Reads only what the policy asks for. */
export async function standingOf(
  room: BookingRoom,
  policy: BookingPolicy,
  user: BookingUser,
  now: Date,
  until: Date,
  session?: ClientSession,
): Promise<Standing> {
  return {
    qualifications: policy.qualification ? await qualificationsOf(room, user.id, session) : [],
    suspendedUntil: policy.discipline ? await suspendedUntil(room, user.id, now, session) : null,
    authorisedByTutor: policy.tutorAuthorisation ? await isAuthorised(room, user, until, session) : true,
  };
}

/** Qualifications that were not revoked. */
export function qualificationsOf(
  room: BookingRoom,
  userId: string,
  session?: ClientSession,
): Promise<QualificationRow[]> {
  return room.models.qualifications
    .find({ userId, revokedAt: null })
    .session(session ?? null)
    .lean<QualificationRow[]>();
}

async function suspendedUntil(
  room: BookingRoom,
  userId: string,
  now: Date,
  session?: ClientSession,
): Promise<Date | null> {
  const row = await room.models.suspensions
    .findById(userId)
    .session(session ?? null)
    .lean<SuspensionRow | null>();
  return row?.until && row.until > now ? row.until : null;
}
