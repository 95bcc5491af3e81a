import type { ClientSession } from 'mongoose';
import { type Caller, holds } from '../../../kernel/caller.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Price, ServiceParties, ServicePosting, TariffComponent } from '../../../ledger/types.ts';
import type { UserClass } from '../domain/policy.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

/** For whom a booking is. */
export interface BookingUser {
  readonly id: string;
  readonly name: string;
  readonly home: string;
  readonly unitId: string | null;
  readonly isFirmUser: boolean;
  /** Research group (课题组) that it is booked for, checked with its fund card by the caller's authorisation; null: none. */
  readonly researchGroupId: string | null;
  readonly fundCardId: string | null;
}

export function userOf(caller: Caller): BookingUser {
  const isFirmUser = caller.grants.some((grant) => grant.role === 'FIRM_USER');
  const { subject, name, home, unitId } = caller;
  return { id: subject, name, home, unitId, isFirmUser, researchGroupId: null, fundCardId: null };
}

/** The user's class towards an instrument: own unit, firm, member unit, other. Cost: at most one read. */
export async function userClassOf(
  room: BookingRoom,
  user: BookingUser,
  instrument: Pick<InstrumentRow, 'unitId' | 'managingUnitId'>,
  session?: ClientSession,
): Promise<UserClass> {
  if (user.unitId === null) return user.isFirmUser ? 'FIRM' : 'OTHER';
  if (user.unitId === instrument.unitId || user.unitId === instrument.managingUnitId) return 'OWN_UNIT';
  const unit = await unitById(room, user.unitId, session);
  return user.isFirmUser || unit?.kind === 'FIRM' ? 'FIRM' : 'MEMBER_UNIT';
}

export async function unitById(room: BookingRoom, id: string, session?: ClientSession): Promise<UnitProjection | null> {
  return room.units
    .findById(id)
    .session(session ?? null)
    .lean<UnitProjection | null>();
}

/** May staff set rules aside or act for others at this instrument? */
export function isStaffOf(caller: Caller, path: readonly string[]): boolean {
  return caller.kind === 'system' || holds(caller, STAFF, path);
}

export const STAFF = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
] as const;

const componentsOf = (operator: boolean): readonly TariffComponent[] =>
  operator ? ['HOUR', 'OPERATOR_HOUR'] : ['HOUR'];

/** What is priced: minutes of the machine, and pieces of consumables. */
export interface PricedWork {
  readonly minutes: number;
  readonly consumables?: number;
}

/** What so much work costs this user. Throws `NoTariff`. */
export function quoteOf(
  room: BookingRoom,
  booking: Pick<BookingRow, 'instrumentId' | 'path' | 'userHome' | 'userUnitId' | 'userClass' | 'operator'>,
  { minutes, consumables = 0 }: PricedWork,
  at: Date,
  session?: ClientSession,
): Promise<Price> {
  const { instrumentId, path, userHome, userUnitId, userClass, operator } = booking;
  const time = componentsOf(operator).map((component) => ({ subjectId: instrumentId, component, quantity: minutes }));
  const pieces = { subjectId: instrumentId, component: 'CONSUMABLE', quantity: consumables } as const;
  const items = consumables > 0 ? [...time, pieces] : time;
  const consumerPath = userUnitId ? [userHome, userUnitId] : [userHome];
  return room.ledger.quote({ at, providerPath: path, consumerPath, userClass, items }, session);
}

/** Provider, consumer, and who collects: the platform for its own equipment, else the owning unit (domain.md §2). */
export async function partiesOf(
  room: BookingRoom,
  booking: Pick<BookingRow, 'unitId' | 'userId' | 'userUnitId'>,
  session?: ClientSession,
): Promise<ServiceParties> {
  const owner = await unitById(room, booking.unitId, session);
  const collector = owner?.kind === 'PLATFORM_CENTRE' ? room.kernel.platform.id : booking.unitId;
  return { provider: booking.unitId, consumer: booking.userUnitId ?? booking.userId, collector };
}

/**
 * The ledger posting of a booking: what is held at confirmation and settled at the end. A fund card with a budget in accounting is pre-deducted with the hold
 * and charged when its tutor confirms; one without is a note on the booking, and the unit owes.
 */
export async function postingOf(
  room: BookingRoom,
  booking: BookingRow,
  price: Price,
  minutes: number,
  session?: ClientSession,
): Promise<ServicePosting> {
  const card = booking.fundCardId ? await room.ledger.purses.get(booking.fundCardId, session) : null;
  return {
    ...(card ? { payWith: [{ purseId: card._id }] } : {}),
    source: { id: booking._id, kind: 'booking' },
    parties: await partiesOf(room, booking, session),
    minutes,
    price,
    effectiveAt: booking.start,
    side: 'PROVIDER',
    unitId: booking.unitId,
    text: booking.instrumentTitle,
  };
}
