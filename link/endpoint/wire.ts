/** From the platform's own graph to the contract's shapes. Nothing here decides anything. */

type Value = Readonly<Record<string, unknown>>;

function object(value: unknown): Value {
  return typeof value === 'object' && value !== null ? (value as Value) : {};
}

const FINAL_STATES: ReadonlySet<unknown> = new Set(['COMPLETED', 'REPORTED', 'ARCHIVED']);

function charge(record: Value): object | null {
  if (!record.price) return null;
  const { listFen, waiverFen, netFen, agreement } = object(record.price);
  return { listFen, waiverFen, netFen, waivedBy: object(agreement).id ?? null, final: FINAL_STATES.has(record.state) };
}

/** A `Booking` of the graph as a `PartnerBooking`. */
export function partnerBooking(record: Value, idempotencyKey: string): Value {
  const { start, end } = object(record.slot);
  return {
    __typename: 'PartnerBooking',
    id: record.id,
    idempotencyKey,
    instrumentId: object(record.instrument).id,
    state: record.state,
    version: record.version,
    start,
    end,
    usedMinutes: record.usedMinutes ?? null,
    charge: charge(record),
    reason: record.reason ?? null,
    details: { possible: record.possible ?? [] },
  };
}

/** A test request, delivery or expert request of the graph as a `PartnerRequest`. */
export function partnerRequest(record: Value, kind: string, idempotencyKey: string): Value {
  return {
    __typename: 'PartnerRequest',
    id: record.id,
    idempotencyKey,
    kind,
    state: record.state ?? record.status,
    version: record.version,
    title: record.title ?? record.citation ?? '',
    charge: charge(record),
    reason: record.reason ?? null,
    details: {},
  };
}

/** A `TestOffer` of the graph as a `LiveTestItem`. */
export function liveTestItem(offer: Value, at: string): Value {
  const item = object(offer.testItem);
  const contact = object(item.contact);
  return {
    id: item.id,
    available: item.withdrawn !== true,
    charge: charge(offer),
    turnaroundDays: offer.turnaroundDays ?? null,
    contact: [contact.name, contact.telephone].filter(Boolean).join(' ') || null,
    ratingHundredths: offer.ratingHundredths ?? null,
    ratings: offer.ratings ?? 0,
    at,
  };
}

/** A refusal of the graph with everything but its message as details. */
export function partnerRefusal(payload: Value): Value {
  const { __typename, message, ...details } = payload;
  return { __typename: 'PartnerRefusal', refusal: __typename, message, details };
}
