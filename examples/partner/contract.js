// The contract's fields over a few records in memory. A real partner puts its own system behind these functions.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, graphql } from 'graphql';

/** RFC 8785 JSON of plain data without odd numbers. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function needs(claims, kind) {
  const isPlatform = claims.platform === true;
  if ((kind === 'platform') !== isPlatform)
    throw new GraphQLError(`a ${kind} token is needed`, { extensions: { code: 'FORBIDDEN' } });
}

export function createContract({ platform, schemaFile, now = () => new Date() }) {
  const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
  const id = (kind, name) => `${platform.id}:${kind}:${name}`;
  const instrument = {
    id: id('instrument', '01'),
    kind: 'instrument',
    version: 1,
    title: '示例扫描电镜',
    sharing: 'NATION',
    grade: 'OPEN',
    withdrawn: false,
    document: { name: '示例扫描电镜', unitName: '示例大学' },
  };
  /** The feed: newest state of each record, in the order of change. */
  const feed = [instrument];
  const bookings = new Map();
  const taken = new Set();

  const visible = (claims, booking) => booking?.subject === claims.sub;
  const asBooking = ({ subject: _subject, input: _input, ...booking }) => ({
    __typename: 'PartnerBooking',
    ...booking,
  });
  const refusal = (name, message, details = {}) => ({ __typename: 'PartnerRefusal', refusal: name, message, details });
  const overlaps = (a, b) => a.start < b.end && b.start < a.end;
  const active = () => [...bookings.values()].filter((one) => one.state !== 'CANCELLED');

  const root = {
    platform: () => ({ ...platform, contractVersions: [1] }),
    changes: ({ since, first }, claims) => {
      needs(claims, 'platform');
      const from = Number(since ?? 0);
      const page = feed.slice(from, from + Math.min(first, 500)).map((record, index) => {
        const { id: recordId, kind, version, title, sharing, grade, withdrawn, document } = record;
        const plain = {
          id: recordId,
          kind,
          version,
          title,
          sharing,
          grade,
          withdrawn,
          document: withdrawn ? null : document,
        };
        return { ...plain, cursor: String(from + index + 1), digest: sha256(canonical(plain)) };
      });
      const checksum = sha256(page.map((change) => `${change.digest}\n`).join(''));
      return { changes: page, cursor: String(from + page.length), hasMore: from + page.length < feed.length, checksum };
    },
    availability: ({ instrumentIds, from, to }, claims) => {
      needs(claims, 'user');
      if (instrumentIds.length > 50 || !(from < to))
        throw new GraphQLError('not an interval', { extensions: { code: 'BAD_USER_INPUT' } });
      return instrumentIds
        .filter((one) => one === instrument.id)
        .map((instrumentId) => {
          const busy = active()
            .filter((one) => overlaps(one, { start: from, end: to }))
            .map(({ start, end }) => ({ start, end }))
            .sort((a, b) => (a.start < b.start ? -1 : 1));
          const edges = [from, ...busy.flatMap(({ start, end }) => [start, end]), to];
          const free = [];
          for (let i = 0; i < edges.length; i += 2)
            if (edges[i] < edges[i + 1]) free.push({ start: edges[i], end: edges[i + 1] });
          return { instrumentId, timeZone: platform.timeZone, free, busy, at: now().toISOString() };
        });
    },
    booking: ({ id: wanted }, claims) => {
      needs(claims, 'user');
      const found = bookings.get(wanted);
      return visible(claims, found) ? asBooking(found) : null;
    },
    myBookings: (_args, claims) => {
      needs(claims, 'user');
      return {
        bookings: [...bookings.values()].filter((one) => visible(claims, one)).map(asBooking),
        cursor: null,
        hasMore: false,
      };
    },
    bookingsByKey: ({ idempotencyKeys }, claims) => {
      needs(claims, 'platform');
      return [...bookings.values()]
        .filter((one) => one.subject.startsWith(`${claims.home}|`) && idempotencyKeys.includes(one.idempotencyKey))
        .map(asBooking);
    },
    testItems: (_args, claims) => needs(claims, 'user') ?? [],
    testPrices: (_args, claims) => needs(claims, 'user') ?? [],
    request: (_args, claims) => needs(claims, 'user') ?? null,
    auditCheckpoints: (_args, claims) => needs(claims, 'platform') ?? [],
    requestsByKey: (_args, claims) => needs(claims, 'platform') ?? [],
    requestBooking: ({ input }, claims) => {
      needs(claims, 'user');
      const before = [...bookings.values()].find(
        (one) => one.idempotencyKey === input.idempotencyKey && one.subject === claims.sub,
      );
      if (before)
        return canonical(before.input) === canonical({ ...input })
          ? asBooking(before)
          : refusal('IdempotencyConflict', 'another request had this key', { idempotencyKey: input.idempotencyKey });
      if (input.instrumentId !== instrument.id)
        return refusal('NotFound', 'no such instrument', { id: input.instrumentId });
      if (!(input.start < input.end))
        return refusal('InvalidInput', 'the end is not after the start', {
          problems: [{ field: 'end', message: 'not after start' }],
        });
      if (active().some((one) => overlaps(one, input)))
        return refusal('SlotTaken', 'the slot is taken', { nextFree: [] });
      const booking = {
        id: id('booking', String(bookings.size + 1).padStart(2, '0')),
        idempotencyKey: input.idempotencyKey,
        instrumentId: input.instrumentId,
        state: 'CONFIRMED',
        version: 1,
        start: input.start,
        end: input.end,
        usedMinutes: null,
        charge: { listFen: 0, waiverFen: 0, netFen: 0, waivedBy: null, final: false },
        reason: null,
        details: {},
        subject: claims.sub,
        input: { ...input },
      };
      bookings.set(booking.id, booking);
      return asBooking(booking);
    },
    cancelBooking: ({ input }, claims) => {
      needs(claims, 'user');
      const booking = bookings.get(input.id);
      if (!visible(claims, booking)) return refusal('NotFound', 'no such booking', { id: input.id });
      if (booking.state !== 'CANCELLED')
        bookings.set(booking.id, {
          ...booking,
          state: 'CANCELLED',
          version: booking.version + 1,
          reason: input.reason ?? null,
        });
      return asBooking(bookings.get(booking.id));
    },
    deliverEvents: ({ events }, claims) => {
      needs(claims, 'platform');
      const own = events.filter((event) => event.recordId.startsWith(`${claims.home}:`));
      for (const event of own) taken.add(`${claims.home} ${event.id}`);
      return { accepted: own.map((event) => event.id) };
    },
  };
  for (const name of ['moveBooking', 'requestTest', 'requestDelivery', 'requestExpert', 'withdrawRequest']) {
    root[name] = (_args, claims) => needs(claims, 'user') ?? refusal('NotSupported', `this platform offers no ${name}`);
  }
  return (query, variables, claims) =>
    graphql({ schema, source: query, variableValues: variables, rootValue: root, contextValue: claims });
}
