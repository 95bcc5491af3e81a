import type { ClientSession } from 'mongoose';
import type { Tx } from '../../../kernel/types.ts';
import { type Interval, intersection, minutesOf } from '../domain/interval.ts';
import { periodOf } from '../domain/local-time.ts';
import type { BookingPolicy, Quota, UserClass } from '../domain/policy.ts';
import type { QuotaUse, RuleFacts } from '../domain/rules/index.ts';
import { inReach } from '../domain/sharing.ts';
import { OPEN_STATES } from '../domain/transitions.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { holidaysWithin, outagesWithin } from './calendar.ts';
import { policyOf } from './instruments.ts';
import type { BookingUser } from './parties.ts';
import { standingOf } from './qualifications.ts';
import type { BookingRoom } from './room.ts';

/** What the rules need to know of a wanted booking. */
export interface Wanted {
  readonly slot: Interval;
  readonly user: BookingUser;
  readonly forms: readonly { readonly form: string }[];
  readonly operator: boolean;
  /** A booking that is being moved does not count against itself. */
  readonly except: string | null;
}

/** Gathers what the rules look at. Only what the policy asks for is read. */
export async function factsOf(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  userClass: UserClass,
  wanted: Wanted,
): Promise<RuleFacts> {
  const policy = policyOf(room, instrument);
  const { slot, user } = wanted;
  const { session } = tx;
  const sameHome = user.home === instrument.home;
  return {
    locale: tx.caller.locale,
    now: tx.now,
    slot,
    policy,
    holidays: await holidaysWithin(room, policy, slot, session),
    outages: await outagesWithin(room, instrument._id, slot, session),
    instrument: {
      sharing: instrument.sharing,
      status: instrument.status,
      inReach: inReach(instrument.sharing, userClass === 'OWN_UNIT', sameHome),
    },
    user: {
      userClass,
      openBookings: await openBookings(room, policy, instrument, wanted, session),
      ...(await standingOf(room, policy, user, tx.now, slot.end, session)),
    },
    quotaUse: await quotaUseOf(room, policy, instrument, wanted, session),
    forms: wanted.forms.map(({ form }) => form),
    operator: wanted.operator,
  };
}

async function openBookings(
  room: BookingRoom,
  policy: BookingPolicy,
  instrument: InstrumentRow,
  wanted: Wanted,
  session: ClientSession,
): Promise<number> {
  if (policy.maximumOpenBookings === null) return 0;
  const filter = { userId: wanted.user.id, instrumentId: instrument._id, state: { $in: [...OPEN_STATES] } };
  const rows = await room.models.bookings.find(filter).select({ _id: 1 }).session(session).lean<{ _id: string }[]>();
  return rows.filter((row) => row._id !== wanted.except).length;
}

async function quotaUseOf(
  room: BookingRoom,
  policy: BookingPolicy,
  instrument: InstrumentRow,
  wanted: Wanted,
  session: ClientSession,
): Promise<QuotaUse[]> {
  const uses: QuotaUse[] = [];
  for (const quota of policy.quotas) {
    const owner = ownerOf(quota, wanted.user);
    if (!owner) continue;
    const period = periodOf(quota.period, wanted.slot.start, policy.timeZone);
    const filter = { instrumentId: instrument._id, occupies: true, ...owner };
    const rows = await room.models.bookings
      .find({ ...filter, start: { $gte: period.start, $lt: period.end } })
      .session(session)
      .lean<BookingRow[]>();
    const counted = rows.filter((row) => row._id !== wanted.except);
    const within = (slot: Interval): number =>
      minutesOf(intersection(slot, period) ?? { start: slot.end, end: slot.end });
    uses.push({
      quota,
      minutes: counted.reduce((sum, row) => sum + within(row), 0),
      bookings: counted.length,
      wantedMinutes: within(wanted.slot),
      periodStart: period.date,
    });
  }
  return uses;
}

function ownerOf(quota: Quota, user: BookingUser): Record<string, string> | null {
  if (quota.per === 'USER') return { userId: user.id };
  if (quota.per === 'UNIT') return user.unitId ? { userUnitId: user.unitId } : null;
  return user.researchGroupId ? { researchGroupId: user.researchGroupId } : null;
}
