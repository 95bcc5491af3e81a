import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { type BookingPolicy, policyProblems } from '../domain/policy.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, queuedCommand } from './room.ts';

type Settings = { readonly [K in keyof BookingPolicy]?: BookingPolicy[K] | null | undefined };

export interface SetBookingPolicyInput extends Omit<Settings, 'qualification' | 'discipline' | 'quotas'> {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly qualification?: { readonly code: string; readonly level?: number | undefined } | null | undefined;
  readonly discipline?: BookingPolicy['discipline'] | undefined;
  readonly quotas?:
    | readonly {
        readonly per: 'USER' | 'UNIT' | 'GROUP';
        readonly period: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
        readonly maximumMinutes?: number | null | undefined;
        readonly maximumBookings?: number | null | undefined;
      }[]
    | null
    | undefined;
}

export interface PolicySuccess {
  readonly __typename: string;
  readonly instrumentId: string;
}

/** Sets rules of an instrument; what is absent stays. Under the calendar's lock, so that no booking is decided by half of it. */
export function setBookingPolicy(
  room: BookingRoom,
  caller: Caller,
  input: SetBookingPolicyInput,
): Promise<PolicySuccess | RefusalValue> {
  const key = calendarKey(input.instrumentId);
  return queuedCommand(room, [key], caller, 'setBookingPolicy', input, async (tx) => {
    const instrument = await instrumentById(room, input.instrumentId, tx.session);
    if (!instrument || instrument.home !== room.kernel.platform.id) throw notFound(caller, input.instrumentId);
    if (!isStaffOf(caller, instrument.path)) throw notPermitted(caller);
    const before = policyOf(room, instrument);
    const policy = { ...instrument.policy, ...settingsOf(input) };
    const problems = policyProblems({ ...before, ...policy });
    if (problems.length > 0) {
      throw invalidInput(
        caller,
        problems.map(({ field, message }) => ({ field, text: { zh: `设置有误：${message}`, en: message } })),
      );
    }
    await takeLocks(room, tx, [key]);
    await room.models.instruments.updateOne({ _id: instrument._id }, { $set: { policy } }, { session: tx.session });
    tx.audit({ action: 'setBookingPolicy', recordId: instrument._id, before: instrument.policy, after: policy });
    return { __typename: 'SetBookingPolicySuccess', instrumentId: instrument._id };
  });
}

/** The given settings: 0 open bookings and an empty qualification mean none. */
function settingsOf(input: SetBookingPolicyInput): Partial<BookingPolicy> {
  const { idempotencyKey: _key, instrumentId: _id, maximumOpenBookings, qualification, quotas, ...plain } = input;
  const given = Object.entries(plain).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...(Object.fromEntries(given) as Partial<BookingPolicy>),
    ...(typeof maximumOpenBookings === 'number' ? { maximumOpenBookings: maximumOpenBookings || null } : {}),
    ...(qualification
      ? { qualification: qualification.code ? { code: qualification.code, level: qualification.level ?? 1 } : null }
      : {}),
    ...(quotas
      ? {
          quotas: quotas.map(({ per, period, maximumMinutes, maximumBookings }) => ({
            per,
            period,
            maximumMinutes: maximumMinutes ?? null,
            maximumBookings: maximumBookings ?? null,
          })),
        }
      : {}),
  };
}
