import { kindOf } from '../../kernel/ids.ts';

type Input = Readonly<Record<string, unknown>>;

/** How one mutation of the contract is done on the platform's own graph. */
export interface Translation {
  /** Mutation of the own graph. */
  readonly mutation: string;
  readonly inputType: string;
  readonly record: { readonly field: string; readonly fields: string };
  readonly kind: string;
  readonly input: (input: Input) => Input;
}

const PRICE = 'price { listFen waiverFen netFen agreement { id } }';
export const BOOKING_FIELDS = `__typename id state version instrument { id } slot { start end } usedMinutes reason ${PRICE} possible`;
export const TEST_REQUEST_FIELDS = `__typename id state version title reason ${PRICE} possible`;
export const EXPERT_REQUEST_FIELDS = '__typename id state version title reason';
export const DELIVERY_FIELDS = '__typename id status version citation reason';

const booking = { kind: 'booking', record: { field: 'booking', fields: BOOKING_FIELDS } } as const;
const testRequest = { kind: 'testRequest', record: { field: 'testRequest', fields: TEST_REQUEST_FIELDS } } as const;
const expertRequest = {
  kind: 'expertRequest',
  record: { field: 'expertRequest', fields: EXPERT_REQUEST_FIELDS },
} as const;
const delivery = { kind: 'delivery', record: { field: 'delivery', fields: DELIVERY_FIELDS } } as const;

/** The contract's mutations by name; `withdrawRequest` goes by the kind of its record. */
export const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  requestBooking: {
    ...booking,
    mutation: 'requestBooking',
    inputType: 'RequestBookingInput',
    input: ({ idempotencyKey, instrumentId, start, end, purpose, details }) => ({
      idempotencyKey,
      instrumentId,
      slot: { start, end },
      purpose,
      ...wishes(details, ['forms', 'operator']),
    }),
  },
  cancelBooking: {
    ...booking,
    mutation: 'cancelBooking',
    inputType: 'CancelBookingInput',
    input: ({ idempotencyKey, id, reason }) => ({ idempotencyKey, bookingId: id, reason: reason ?? '用户取消' }),
  },
  moveBooking: {
    ...booking,
    mutation: 'moveBooking',
    inputType: 'MoveBookingInput',
    input: ({ idempotencyKey, id, start, end }) => ({ idempotencyKey, bookingId: id, slot: { start, end } }),
  },
  rateBooking: {
    ...booking,
    mutation: 'rateInstrument',
    inputType: 'RateInstrumentInput',
    input: ({ idempotencyKey, id, stars, text }) => ({ idempotencyKey, bookingId: id, stars, text: text ?? null }),
  },
  requestTest: {
    ...testRequest,
    mutation: 'requestTest',
    inputType: 'RequestTestInput',
    input: ({ idempotencyKey, testItemId, title, description, samples, details }) => ({
      idempotencyKey,
      title,
      purpose: description,
      items: wantedItems(details) ?? (testItemId ? [{ testItemId }] : []),
      samples: eachSample(samples),
      ...wishes(details, ['confidentiality', 'wantedBy']),
    }),
  },
  requestDelivery: {
    ...delivery,
    mutation: 'requestDelivery',
    inputType: 'RequestDeliveryInput',
    input: ({ idempotencyKey, documentId, pages }) => ({ idempotencyKey, documentId, pageRange: pages ?? null }),
  },
  requestExpert: {
    ...expertRequest,
    mutation: 'requestExpert',
    inputType: 'RequestExpertInput',
    input: ({ idempotencyKey, expertId, service, description }) => ({ idempotencyKey, expertId, service, description }),
  },
  withdrawTestRequest: {
    ...testRequest,
    mutation: 'withdrawTestRequest',
    inputType: 'WithdrawTestRequestInput',
    input: ({ idempotencyKey, id, reason }) => ({ idempotencyKey, testRequestId: id, reason: reason ?? '用户撤回' }),
  },
  withdrawExpertRequest: {
    ...expertRequest,
    mutation: 'withdrawExpertRequest',
    inputType: 'WithdrawExpertRequestInput',
    input: ({ idempotencyKey, id, reason }) => ({ idempotencyKey, requestId: id, reason: reason ?? '用户撤回' }),
  },
};

const WITHDRAWALS: Readonly<Record<string, Translation | undefined>> = {
  testRequest: TRANSLATIONS.withdrawTestRequest,
  expertRequest: TRANSLATIONS.withdrawExpertRequest,
};

/** The translation of a mutation of the contract; undefined when this platform has no such thing. */
export function translationOf(name: string, input: Input): Translation | undefined {
  if (name !== 'withdrawRequest') return TRANSLATIONS[name];
  return WITHDRAWALS[kindOf(String(input.id))];
}

/** The members of `details` that the graph knows as well; what is absent keeps its default. */
function wishes(details: unknown, names: readonly string[]): Input {
  const given = typeof details === 'object' && details !== null ? (details as Input) : {};
  return Object.fromEntries(names.flatMap((name) => ((given[name] ?? null) === null ? [] : [[name, given[name]]])));
}

/** Several test items of one request come in the details. */
function wantedItems(details: unknown): readonly Input[] | null {
  const { items } = wishes(details, ['items']);
  if (!Array.isArray(items) || items.length === 0) return null;
  return (items as Input[]).map((item) => ({ testItemId: item.testItemId, sampleCount: item.sampleCount ?? null }));
}

/** The contract counts equal samples; the graph lists each. */
function eachSample(samples: unknown): readonly object[] {
  const list = Array.isArray(samples) ? (samples as { name: string; quantity: number; note?: string }[]) : [];
  return list.flatMap(({ name, quantity, note }) =>
    Array.from({ length: Math.min(quantity, 100) }, () => ({ name, note: note ?? null })),
  );
}
