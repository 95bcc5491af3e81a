import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { notPermitted, type Problem, refuseProblems, required } from '../../../kernel/refusals.ts';
import { minutesOf, toMinute } from '../domain/interval.ts';
import { LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import type { Wish } from './book.ts';
import { instrumentById } from './instruments.ts';
import { type BookingUser, isStaffOf, userOf } from './parties.ts';
import type { BookingRoom } from './room.ts';

export interface RequestBookingInput {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly slot: { readonly start: Date; readonly end: Date };
  readonly purpose: string;
  readonly onBehalfOf?: OnBehalfOf | null | undefined;
  readonly channel?: string | null | undefined;
  readonly forms?: readonly { readonly form: string; readonly content: string }[] | null | undefined;
  readonly operator?: boolean | null | undefined;
  readonly override?: { readonly reason: string } | null | undefined;
  readonly tentative?: boolean | null | undefined;
  readonly researchGroupId?: string | null | undefined;
  readonly fundCardId?: string | null | undefined;
}

export interface OnBehalfOf {
  readonly accountId: string;
  readonly name: string;
  readonly unitId?: string | null | undefined;
}

export interface BookingSuccess {
  readonly __typename: string;
  readonly bookingId: string;
}

/** Checks the form of a request and who may act for whom. Throws `InvalidInput`, `NotPermitted`. */
export async function wishOf(room: BookingRoom, caller: Caller, input: RequestBookingInput): Promise<Wish> {
  refuseProblems(caller, [
    required('purpose', input.purpose),
    input.override ? required('override.reason', input.override.reason) : null,
    ...slotProblems(input.slot),
  ]);
  await refuseUnlessStaff(room, caller, input);
  const { idempotencyKey, instrumentId, slot, purpose } = input;
  return {
    idempotencyKey,
    instrumentId,
    slot: { start: slot.start, end: slot.end },
    purpose,
    channel: input.channel ?? 'ONLINE',
    user: {
      ...(input.onBehalfOf ? represented(caller, input.onBehalfOf) : userOf(caller)),
      researchGroupId: input.researchGroupId ?? null,
      fundCardId: input.fundCardId ?? null,
    },
    forms: (input.forms ?? []).map(({ form, content }) => ({ form, content })),
    operator: input.operator ?? false,
    overrideReason: input.override?.reason.trim() ?? null,
    tentative: input.tentative ?? false,
    groupId: null,
  };
}

async function refuseUnlessStaff(room: BookingRoom, caller: Caller, input: RequestBookingInput): Promise<void> {
  const asStaff = input.onBehalfOf || input.override || (input.channel ?? 'ONLINE') !== 'ONLINE';
  if (!asStaff) return;
  const instrument = await instrumentById(room, input.instrumentId);
  if (!instrument || !isStaffOf(caller, instrument.path)) throw notPermitted(caller);
}

function represented(caller: Caller, { accountId, name, unitId }: OnBehalfOf): BookingUser {
  const nobody = { isFirmUser: false, researchGroupId: null, fundCardId: null };
  return { id: accountId, name, home: platformOf(accountId) || caller.home, unitId: unitId ?? null, ...nobody };
}

/** A slot is on whole minutes, not empty and not endless. */
export function slotProblems(slot: { readonly start: Date; readonly end: Date }, field = 'slot'): (Problem | null)[] {
  const whole =
    toMinute(slot.start).getTime() === slot.start.getTime() && toMinute(slot.end).getTime() === slot.end.getTime();
  const minutes = minutesOf(slot);
  return [
    whole ? null : { field, text: { zh: '时间须为整分钟。', en: 'Give whole minutes.' } },
    minutes > 0 ? null : { field, text: { zh: '结束时间须晚于开始时间。', en: 'The end must be after the start.' } },
    minutes <= LONGEST_BOOKING_MINUTES
      ? null
      : { field, text: { zh: '一次预约不得超过 14 天。', en: 'One booking is at most 14 days.' } },
  ];
}
