import type { ClientSession } from 'mongoose';
import { monthIn } from '../kernel/counters/month.ts';
import { nextPeriod, type Period } from './domain/periods.ts';
import type { LedgerModels, PeriodShard } from './models.ts';
import { shardOf } from './shard.ts';

/** Postings of a period are spread over so many documents: one made all of them collide, closing writes all of them (design.md §5). */
export const SHARDS = 64;

/**
 * Lets an entry into the period of the day it is effective, or into the first open one after. Posting and closing write the same documents, so a
 * posting that races a close is wholly in or is refused there and goes to the next period.
 */
export class PeriodGate {
  readonly #models: LedgerModels;
  readonly #timeZone: string;
  /** A closed period never opens again: knowing it saves a write that would find nothing. */
  readonly #closed = new Set<Period>();

  constructor(models: LedgerModels, timeZone: string) {
    this.#models = models;
    this.#timeZone = timeZone;
  }

  /** The period that takes the entry. Cost: one write, plus one for each closed period that isn't known yet. */
  async enter(effectiveAt: Date, sourceId: string, session: ClientSession): Promise<Period> {
    const shard = shardOf(sourceId, SHARDS);
    for (let period = monthIn(this.#timeZone, effectiveAt); ; period = nextPeriod(period)) {
      if (this.#closed.has(period)) continue;
      if (await this.#enterOne(period, shard, session)) return period;
    }
  }

  async #enterOne(period: Period, shard: number, session: ClientSession): Promise<boolean> {
    const _id = shardId(period, shard);
    const entered = await this.#models.periods.updateOne(
      { _id, state: 'OPEN' },
      { $inc: { postings: 1 } },
      { session },
    );
    if (entered.matchedCount === 1) return true;
    const row = await this.#models.periods.findById(_id).session(session).lean<PeriodShard | null>();
    if (!row) {
      await this.#models.periods.insertMany([{ _id, period, state: 'OPEN', postings: 1 }], { session });
      return true;
    }
    if (row.state === 'CLOSED') this.#closed.add(period);
    return false;
  }

  /**
   * Shuts the period: no entry gets in once this resolves. Document by document, because one transaction over all of them would lose against busy
   * posters; a posting that is under way either was first and is in, or collides, tries again and finds its document shut.
   */
  async shut(
    period: Period,
    transact: (work: (session: ClientSession) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const shards = Array.from({ length: SHARDS }, (_, shard) => shardId(period, shard));
    await Promise.all(shards.map((id) => transact((session) => this.#set(id, period, 'CLOSING', session))));
  }

  /** Marks a shut period closed, for ever. */
  async close(period: Period, session: ClientSession): Promise<void> {
    await this.#models.periods.updateMany({ period }, { $set: { state: 'CLOSED' } }, { session });
  }

  async #set(_id: string, period: Period, state: PeriodShard['state'], session: ClientSession): Promise<void> {
    const update = { $set: { state } };
    const open = { _id, state: 'OPEN' as const };
    const moved = await this.#models.periods.updateOne(open, update, { session });
    if (moved.matchedCount === 1 || (await this.#models.periods.exists({ _id }).session(session))) return;
    await this.#models.periods.insertMany([{ _id, period, state, postings: 0 }], { session });
  }

  /** The state of a period: of one that nobody posted to or closed, open. */
  async stateOf(period: Period, session?: ClientSession): Promise<PeriodShard['state']> {
    const rows = await this.#models.periods
      .find({ period })
      .session(session ?? null)
      .lean<PeriodShard[]>();
    const states = new Set(rows.map((row) => row.state));
    if (states.has('CLOSED')) return 'CLOSED';
    return states.has('CLOSING') ? 'CLOSING' : 'OPEN';
  }
}

function shardId(period: Period, shard: number): string {
  return `${period}#${String(shard).padStart(2, '0')}`;
}
