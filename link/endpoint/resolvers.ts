import { GraphQLError } from 'graphql';
import { type IncomingEvent, takeEvents } from '../inbox.ts';
import type { CheckpointRow } from '../models.ts';
import { askedBy, change, keyOf, ofSubject, readBooking, readRequest } from './asked.ts';
import { changes } from './changes.ts';
import {
  AVAILABILITY,
  type EndpointContext,
  type EndpointParts,
  MY_BOOKINGS,
  OFFERS,
  own,
  type Value,
} from './own-graph.ts';
import { liveTestItem, partnerBooking } from './wire.ts';

type Resolver = (parts: EndpointParts, args: Value, context: EndpointContext) => Promise<unknown>;

/** What needs which token. */
function asUser(resolver: Resolver): Resolver {
  return async (parts, args, context) => {
    if (context.caller.kind !== 'user') throw forbidden('a user token is needed');
    return resolver(parts, args, context);
  };
}

function asPlatform(scope: string, resolver: Resolver): Resolver {
  return async (parts, args, context) => {
    if (context.caller.kind !== 'platform' || !context.caller.scopes.includes(scope))
      throw forbidden(`a platform token with ${scope} is needed`);
    return resolver(parts, args, context);
  };
}

function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

export const QUERIES: Readonly<Record<string, Resolver>> = {
  platform: async ({ kernel: { platform } }) => ({
    id: platform.id,
    nameZh: platform.name.zh,
    nameEn: platform.name.en,
    level: platform.level,
    parent: platform.parent,
    timeZone: platform.timeZone,
    contractVersions: [1],
  }),
  changes: asPlatform('partner:harvest', changes),
  auditCheckpoints: asPlatform('partner:events', async ({ models }, { since }, { partner }) => {
    const found = models.checkpoints.find({ platform: partner.platform, seq: { $gt: Number(since ?? 0) } });
    const rows = await found.sort({ seq: 1 }).limit(500).lean<CheckpointRow[]>();
    return rows.map(({ seq, hash, token, at }) => ({ seq, hash, token, at: at.toISOString() }));
  }),
  availability: asUser(async (parts, { instrumentIds, from, to }, context) => {
    const ids = instrumentIds as readonly string[];
    const spanDays = (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000;
    if (ids.length > 50 || !(spanDays > 0 && spanDays <= 62))
      throw new GraphQLError('at most 50 instruments and 62 days', { extensions: { code: 'BAD_USER_INPUT' } });
    const at = parts.kernel.clock.now().toISOString();
    const data = await own(parts, context.caller, AVAILABILITY, { ids, from, to });
    return (data.availabilities as Value[]).map((one) => ({ ...one, at }));
  }),
  booking: asUser(async (parts, { id }, context) => readBooking(parts, context.caller, String(id))),
  myBookings: asUser(async (parts, { first, after }, context) => {
    const data = await own(parts, context.caller, MY_BOOKINGS, {
      first: Math.min(Number(first), 100),
      after: after ?? null,
    });
    const { edges, pageInfo } = data.myBookings as {
      edges: { node: Value }[];
      pageInfo: { endCursor: string | null; hasNextPage: boolean };
    };
    const bookings = await Promise.all(
      edges.map(async ({ node }) => partnerBooking(node, await keyOf(parts, String(node.id)))),
    );
    return { bookings, cursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage };
  }),
  bookingsByKey: asPlatform('partner:events', async (parts, { idempotencyKeys }, context) => {
    const rows = await askedBy(parts, context.partner, idempotencyKeys);
    const found = await Promise.all(
      rows.filter((row) => row.kind === 'booking').map((row) => ofSubject(parts, row, context, readBooking)),
    );
    return found.filter((one) => one !== null);
  }),
  requestsByKey: asPlatform('partner:events', async (parts, { idempotencyKeys }, context) => {
    const rows = await askedBy(parts, context.partner, idempotencyKeys);
    const found = await Promise.all(
      rows.filter((row) => row.kind !== 'booking').map((row) => ofSubject(parts, row, context, readRequest)),
    );
    return found.filter((one) => one !== null);
  }),
  testItems: asUser((parts, { ids }, context) => liveItems(parts, context, ids, 1)),
  testPrices: asUser((parts, { ids, samples }, context) => liveItems(parts, context, ids, Number(samples ?? 1))),
  request: asUser(async (parts, { id }, context) => readRequest(parts, context.caller, String(id))),
};

export const MUTATIONS: Readonly<Record<string, Resolver>> = {
  ...Object.fromEntries(
    [
      'requestBooking',
      'cancelBooking',
      'moveBooking',
      'rateBooking',
      'requestTest',
      'requestDelivery',
      'requestExpert',
      'withdrawRequest',
    ].map((name) => [name, asUser((parts, args, context) => change(parts, name, args.input as Value, context))]),
  ),
  deliverEvents: asPlatform('partner:events', async (parts, { events }, context) => {
    const list = (events as readonly IncomingEvent[]).slice(0, 100);
    return { accepted: await takeEvents(parts, context.partner.platform, list) };
  }),
};

/** Own test items as they are for the caller today; those that the caller may not see are left out. */
async function liveItems(
  parts: EndpointParts,
  { caller }: EndpointContext,
  ids: unknown,
  samples: number,
): Promise<readonly Value[]> {
  const wanted = (ids as readonly string[]).slice(0, 50);
  if (wanted.length === 0) return [];
  if (!Number.isSafeInteger(samples) || samples < 1 || samples > 200)
    throw new GraphQLError('1 to 200 samples', { extensions: { code: 'BAD_USER_INPUT' } });
  const data = await own(parts, caller, OFFERS, { ids: wanted, samples });
  const at = parts.kernel.clock.now().toISOString();
  return (data.offersOf as Value[]).map((offer) => liveTestItem(offer, at));
}
