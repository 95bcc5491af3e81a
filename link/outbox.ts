import type { PartnerRecord } from '../auth/ports.ts';
import type { DomainEvent } from '../kernel/events/types.ts';
import { ulidFactory } from '../kernel/ids.ts';
import type { Clock, Logger, Tx } from '../kernel/types.ts';
import { type LinkClient, PartnerFault } from './client.ts';
import type { LinkModels, OutgoingRow } from './models.ts';
import { describe, type LinkStates } from './state.ts';

const BATCH = 100;
/** Half of what a partner takes in one request (1 MiB). */
const BATCH_BYTES = 512 * 1024;
/** Refused this often by a partner that does answer: an operator has to look. */
const ATTEMPTS_BEFORE_STUCK = 20;

const DELIVER = `mutation Deliver($events: [PartnerEventInput!]!) { deliverEvents(events: $events) { accepted } }`;

export interface OutboxParts {
  readonly models: LinkModels;
  readonly client: LinkClient;
  readonly states: LinkStates;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Events to partners: written with the fact, sent at least once, in order per record. */
export interface PartnerOutbox {
  add(tx: Tx, platform: string, event: DomainEvent): Promise<void>;
  /** Sends what is queued to the partners that are due. True when something was accepted. */
  sendDue(at?: 'now'): Promise<boolean>;
  /** For operators: what is queued or stuck, oldest first. */
  list(filter: { readonly platform?: string; readonly first: number }): Promise<readonly OutgoingRow[]>;
  /** Queues a stuck or given-up event again. */
  retry(tx: Tx, id: string): Promise<boolean>;
  /** Lets a queued or stuck event go: those of its record behind it follow. */
  giveUp(tx: Tx, id: string): Promise<boolean>;
}

export function createPartnerOutbox(parts: OutboxParts): PartnerOutbox {
  const { models, states } = parts;
  const nextUlid = ulidFactory(parts.clock);
  const move = async (
    tx: Tx,
    id: string,
    from: readonly OutgoingRow['state'][],
    set: Partial<OutgoingRow>,
  ): Promise<boolean> => {
    const result = await models.outbox.updateOne(
      { _id: id, state: { $in: [...from] } },
      { $set: set },
      { session: tx.session },
    );
    return result.modifiedCount === 1;
  };
  return {
    add: async (tx, platform, event) => {
      const { type, recordId, version, payload } = event;
      const row: OutgoingRow = {
        _id: nextUlid(),
        platform,
        type,
        recordId,
        version,
        payload,
        at: tx.now,
        state: 'QUEUED',
        attempts: 0,
        lastError: null,
      };
      await models.outbox.insertMany([row], { session: tx.session });
    },
    sendDue: async (at) => {
      let progressed = false;
      for (const partner of await states.due(at)) progressed = (await sendTo(parts, partner)) || progressed;
      return progressed;
    },
    list: async ({ platform, first }) =>
      models.outbox
        .find({ state: { $in: ['QUEUED', 'STUCK'] }, ...(platform ? { platform } : {}) })
        .sort({ _id: 1 })
        .limit(first)
        .lean<OutgoingRow[]>(),
    retry: (tx, id) => move(tx, id, ['STUCK', 'GIVEN_UP'], { state: 'QUEUED', attempts: 0, lastError: null }),
    giveUp: (tx, id) => move(tx, id, ['QUEUED', 'STUCK'], { state: 'GIVEN_UP' }),
  };
}

/** One batch to one partner. */
async function sendTo(parts: OutboxParts, partner: PartnerRecord): Promise<boolean> {
  const { platform } = partner;
  const queued = await parts.models.outbox
    .find({ state: 'QUEUED', platform })
    .sort({ _id: 1 })
    .limit(BATCH)
    .lean<OutgoingRow[]>();
  if (queued.length === 0) return false;
  const sendable = withinBytes(await withoutBlocked(parts.models, platform, queued));
  if (sendable.length === 0) return false;
  try {
    const progressed = await sendAll(parts, partner, sendable);
    await parts.states.up(platform);
    return progressed;
  } catch (error) {
    const news = await parts.states.down(platform, error);
    parts.log[news ? 'warn' : 'debug'](
      { platform, waiting: queued.length, error: describe(error) },
      'events wait for a partner',
    );
    return false;
  }
}

/** A batch that the partner refuses as a whole is sent one by one, so that one bad event does not hold up the others. */
async function sendAll(parts: OutboxParts, partner: PartnerRecord, rows: readonly OutgoingRow[]): Promise<boolean> {
  try {
    const data = await parts.client.ask(partner, 'platform', DELIVER, { events: rows.map(asInput) });
    return await settle(parts, rows, acceptedIds(data), 'not accepted by the partner');
  } catch (error) {
    if (!(error instanceof PartnerFault)) throw error;
    const [first] = rows;
    if (rows.length === 1 && first) return settle(parts, rows, new Set(), describe(error));
  }
  let progressed = false;
  const held = new Set<string>();
  for (const row of rows) {
    if (held.has(row.recordId)) continue;
    if (await sendAll(parts, partner, [row])) progressed = true;
    else held.add(row.recordId);
  }
  return progressed;
}

/** As many of the first rows as fit into one request; at least one. */
function withinBytes(rows: readonly OutgoingRow[]): readonly OutgoingRow[] {
  let bytes = 0;
  const fitting = rows.findIndex((row) => {
    bytes += Buffer.byteLength(JSON.stringify(asInput(row)));
    return bytes > BATCH_BYTES;
  });
  return fitting === -1 ? rows : rows.slice(0, Math.max(1, fitting));
}

/** Events of a record whose earlier event is stuck stay behind it: order per record. */
async function withoutBlocked(
  models: LinkModels,
  platform: string,
  queued: readonly OutgoingRow[],
): Promise<readonly OutgoingRow[]> {
  const stuck = await models.outbox
    .find({ state: 'STUCK', platform })
    .select({ recordId: 1 })
    .lean<Pick<OutgoingRow, 'recordId'>[]>();
  const blocked = new Set(stuck.map((row) => row.recordId));
  return queued.filter((row) => !blocked.has(row.recordId));
}

function asInput(row: OutgoingRow): object {
  const { _id: id, type, recordId, version, at, payload } = row;
  return { id, type, recordId, version, at: at.toISOString(), payload };
}

function acceptedIds(data: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const receipt = data.deliverEvents as { accepted?: unknown } | null | undefined;
  return new Set(Array.isArray(receipt?.accepted) ? receipt.accepted.map(String) : []);
}

async function settle(
  parts: OutboxParts,
  sent: readonly OutgoingRow[],
  accepted: ReadonlySet<string>,
  reason: string,
): Promise<boolean> {
  const done = sent.filter((row) => accepted.has(row._id)).map((row) => row._id);
  if (done.length > 0) await parts.models.outbox.updateMany({ _id: { $in: done } }, { $set: { state: 'SENT' } });
  const refused = sent.filter((row) => !accepted.has(row._id));
  for (const row of refused) {
    const stuck = row.attempts + 1 >= ATTEMPTS_BEFORE_STUCK;
    const set = {
      attempts: row.attempts + 1,
      lastError: reason,
      state: stuck ? 'STUCK' : 'QUEUED',
    };
    await parts.models.outbox.updateOne({ _id: row._id, state: 'QUEUED' }, { $set: set });
  }
  return done.length > 0;
}
