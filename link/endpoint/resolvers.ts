import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { PartnerRecord } from '../../auth/ports.ts';
import type { Caller } from '../../kernel/caller.ts';
import { kindOf } from '../../kernel/ids.ts';
import type { Kernel, Logger, SharedRecord } from '../../kernel/types.ts';
import { changeDigest, pageChecksum } from '../harvest.ts';
import { type IncomingEvent, takeEvents } from '../inbox.ts';
import type { AskedRow, LinkModels } from '../models.ts';
import { BOOKING_FIELDS, DELIVERY_FIELDS, TEST_REQUEST_FIELDS, type Translation, translationOf } from './mutations.ts';
import { payloadSelection } from './payload-selection.ts';
import { partnerBooking, partnerRefusal, partnerRequest } from './wire.ts';

type Value = Readonly<Record<string, unknown>>;

/** The platform's own graph, run with the same rules and refusals as over HTTP. */
export interface OwnGraph {
  schema(): GraphQLSchema;
  run(
    document: string,
    variables: Value,
    caller: Caller,
  ): Promise<{
    readonly data?: Value | null;
    readonly errors?: readonly { readonly message: string; readonly extensions?: Value }[];
  }>;
}

export interface EndpointParts {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly graph: OwnGraph;
  /** The caller of a local subject as it stands now (for answers to the partner itself). Null when it is closed. */
  readonly callerOf: (subject: string, correlationId: string) => Promise<Caller | null>;
  readonly log: Logger;
}

/** One request to the endpoint: the partner that authenticated, and the caller that its token speaks for. */
export interface EndpointContext {
  readonly partner: PartnerRecord;
  readonly caller: Caller;
  readonly correlationId: string;
}

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
  testItems: asUser(async (parts, { ids }, context) => {
    const wanted = (ids as readonly string[]).slice(0, 50);
    if (wanted.length === 0) return [];
    const fields = wanted.map(
      (_, index) => `i${index}: testItem(id: $id${index}) { id turnaroundDays withdrawn contact { name telephone } }`,
    );
    const variables = Object.fromEntries(wanted.map((id, index) => [`id${index}`, id]));
    const declared = wanted.map((_, index) => `$id${index}: ID!`).join(', ');
    const data = await own(parts, context.caller, `query Items(${declared}) { ${fields.join(' ')} }`, variables);
    return Object.values(data).flatMap((item) => (item ? [liveItem(item as Value, parts.kernel.clock.now())] : []));
  }),
  request: asUser(async (parts, { id }, context) => readRequest(parts, context.caller, String(id))),
};

export const MUTATIONS: Readonly<Record<string, Resolver>> = {
  ...Object.fromEntries(
    [
      'requestBooking',
      'cancelBooking',
      'moveBooking',
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

const AVAILABILITY = `query Availability($ids: [ID!]!, $from: DateTime!, $to: DateTime!) {
  availabilities(instrumentIds: $ids, from: $from, to: $to) { instrumentId timeZone free { start end } busy { start end } }
}`;
const MY_BOOKINGS = `query Mine($first: Int!, $after: String) {
  myBookings(first: $first, after: $after) { edges { node { ${BOOKING_FIELDS} } } pageInfo { endCursor hasNextPage } }
}`;
const READ = {
  booking: `query One($id: ID!) { booking(id: $id) { ${BOOKING_FIELDS} } }`,
  testRequest: `query One($id: ID!) { testRequest(id: $id) { ${TEST_REQUEST_FIELDS} } }`,
  delivery: `query One($id: ID!) { delivery(id: $id) { ${DELIVERY_FIELDS} } }`,
} as const;

/** Every fixed document that the endpoint runs on the graph, for the test that compares them with its schema. */
export const OWN_DOCUMENTS: Readonly<Record<string, string>> = {
  availability: AVAILABILITY,
  myBookings: MY_BOOKINGS,
  ...READ,
};

/** Runs on the own graph; an error there becomes one here with the same code. */
async function own(parts: EndpointParts, caller: Caller, document: string, variables: Value): Promise<Value> {
  const { data, errors } = await parts.graph.run(document, variables, caller);
  const first = errors?.[0];
  if (first)
    throw new GraphQLError(first.message, { extensions: { code: first.extensions?.code ?? 'INTERNAL_SERVER_ERROR' } });
  return data ?? {};
}

async function changes(parts: EndpointParts, args: Value, { partner }: EndpointContext): Promise<unknown> {
  const since = Number(args.since ?? 0);
  if (!Number.isSafeInteger(since) || since < 0)
    throw new GraphQLError('not a cursor of this platform', { extensions: { code: 'BAD_USER_INPUT' } });
  const first = Math.min(Math.max(Number(args.first), 1), 500);
  const place = { id: partner.platform, level: partner.level as Kernel['platform']['level'], parent: partner.parent };
  const page = await parts.kernel.catalogue.changes({ since, first, partner: place });
  const list = page.records.map((record) => wireChange(record, String(page.cursor)));
  return {
    changes: list,
    cursor: String(page.cursor),
    hasMore: page.hasMore,
    checksum: pageChecksum(list.map((one) => one.digest)),
  };
}

function wireChange(record: SharedRecord, cursor: string) {
  const { id, kind, version, title, sharing, grade } = record;
  const withdrawn = record.withdrawn === true;
  const change = { id, kind, version, title, sharing, grade, withdrawn, document: withdrawn ? null : record.document };
  return { ...change, cursor, digest: changeDigest(change) };
}

function liveItem(item: Value, now: Date): Value {
  const contact = item.contact as { name?: string; telephone?: string } | null;
  return {
    id: item.id,
    available: item.withdrawn !== true,
    charge: null,
    turnaroundDays: item.turnaroundDays ?? null,
    contact: contact ? [contact.name, contact.telephone].filter(Boolean).join(' ') : null,
    at: now.toISOString(),
  };
}

/** One mutation of the contract on the own graph. What was asked is noted before, so that a lost answer can be asked for by its key. */
async function change(parts: EndpointParts, name: string, input: Value, context: EndpointContext): Promise<unknown> {
  const translation = translationOf(name, input);
  const selection = translation && payloadSelection(parts.graph.schema(), translation.mutation, translation.record);
  if (!translation || !selection)
    return partnerRefusal({
      __typename: 'NotSupported',
      message: `This platform offers no ${name}. 本平台不提供此服务。`,
    });
  const key = String(input.idempotencyKey);
  const asked = `${context.partner.platform} ${translation.kind} ${key}`;
  const opens = input.id === undefined;
  if (opens) await note(parts, asked, translation, context.caller.subject);
  const document = `mutation Partner($input: ${translation.inputType}!) { ${translation.mutation}(input: $input) { ${selection} } }`;
  const data = await own(parts, context.caller, document, { input: translation.input(input) });
  const payload = data[translation.mutation] as Value;
  const record = payload[translation.record.field] as Value | undefined;
  if (!record) return partnerRefusal(payload);
  if (opens) await parts.models.asked.updateOne({ _id: asked }, { $set: { recordId: record.id as string } });
  const openedBy = opens ? key : await keyOf(parts, String(record.id));
  return translation.kind === 'booking'
    ? partnerBooking(record, openedBy)
    : partnerRequest(record, translation.kind, openedBy);
}

async function note(parts: EndpointParts, id: string, translation: Translation, subject: string): Promise<void> {
  const row = { kind: translation.kind, subject, recordId: null, at: parts.kernel.clock.now() };
  await parts.models.asked.updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
}

async function keyOf(parts: EndpointParts, recordId: string): Promise<string> {
  const row = await parts.models.asked.findOne({ recordId }).lean<AskedRow>();
  return row?._id.split(' ')[2] ?? '';
}

async function askedBy(parts: EndpointParts, partner: PartnerRecord, keys: unknown): Promise<readonly AskedRow[]> {
  const kinds = ['booking', 'testRequest', 'delivery', 'expertRequest'];
  const list = (Array.isArray(keys) ? keys : []).slice(0, 200).map(String);
  const ids = list.flatMap((key) => kinds.map((kind) => `${partner.platform} ${kind} ${key}`));
  return parts.models.asked.find({ _id: { $in: ids }, recordId: { $ne: null } }).lean<AskedRow[]>();
}

type Read = (parts: EndpointParts, caller: Caller, id: string) => Promise<Value | null>;

/** Reads what a partner's user asked for, as that user sees it. */
async function ofSubject(
  parts: EndpointParts,
  row: AskedRow,
  context: EndpointContext,
  read: Read,
): Promise<Value | null> {
  const caller = await parts.callerOf(row.subject, context.correlationId);
  return caller && row.recordId ? read(parts, caller, row.recordId) : null;
}

async function readBooking(parts: EndpointParts, caller: Caller, id: string): Promise<Value | null> {
  const { booking } = await own(parts, caller, READ.booking, { id });
  return booking ? partnerBooking(booking as Value, await keyOf(parts, id)) : null;
}

async function readRequest(parts: EndpointParts, caller: Caller, id: string): Promise<Value | null> {
  const kind = kindOf(id);
  if (kind !== 'testRequest' && kind !== 'delivery') return null;
  const data = await own(parts, caller, READ[kind], { id });
  const record = data[kind] as Value | null;
  return record ? partnerRequest(record, kind, await keyOf(parts, id)) : null;
}
