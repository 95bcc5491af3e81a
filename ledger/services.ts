import type { Tx } from '../kernel/types.ts';
import { creditChain, holdLines, serviceLines } from './domain/lines.ts';
import { PostingConflict } from './errors.ts';
import type { Gates } from './gates.ts';
import { type Journal, type NewEntry, sameContent } from './journal.ts';
import type { EntryStep } from './models.ts';
import type { Pricing } from './pricing.ts';
import type { ServicePosting, Source } from './types.ts';

/** The life of a priced service in the journal: held, released, posted, corrected. Each step of a source happens once, however often it is asked for. */
export class Services {
  readonly #journal: Journal;
  readonly #pricing: Pricing;
  readonly #gates: Gates;

  constructor(journal: Journal, pricing: Pricing, gates: Gates) {
    this.#journal = journal;
    this.#pricing = pricing;
    this.#gates = gates;
  }

  /** A second hold of a source takes the place of the first: a booking that moved. */
  async hold(tx: Tx, posting: ServicePosting): Promise<void> {
    const stand = await this.#journal.standOf(tx, posting.source);
    if (stand.currentId !== null) throw new PostingConflict(posting.source.id, 'POST');
    const lines = holdLines(posting.parties, posting.minutes, posting.price);
    const wanted = { ...entryOf(posting, `HOLD-${stand.holds + 1}`, lines), effectiveAt: tx.now };
    const held = stand.holdId === null ? null : await this.#journal.byId(tx, stand.holdId);
    if (held && sameContent(held, wanted)) return;
    if (held) await this.release(tx, posting.source);
    const entry = await this.#journal.append(tx, wanted);
    if (!entry) return;
    await this.#journal.stand(tx, { ...stand, holdId: entry._id, holds: stand.holds + 1 });
    await this.#gates.reserve(tx, posting);
  }

  async release(tx: Tx, source: Source): Promise<void> {
    await this.#gates.free(tx, source);
    await this.#releaseHold(tx, source);
  }

  async settle(tx: Tx, posting: ServicePosting): Promise<void> {
    await this.#releaseHold(tx, posting.source);
    const via = await this.#post(tx, posting, 'POST');
    if (via)
      await this.#gates.pay(tx, posting, creditChain({ ...posting.parties, via })[1] ?? posting.parties.collector);
  }

  async #releaseHold(tx: Tx, source: Source): Promise<void> {
    const stand = await this.#journal.standOf(tx, source);
    if (stand.holdId === null) return;
    const hold = await this.#journal.byId(tx, stand.holdId);
    if (hold) await this.#journal.reverse(tx, hold, `RELEASE-${stand.holds}`, null);
    await this.#journal.stand(tx, { ...stand, holdId: null });
  }

  async correct(tx: Tx, source: Source, reason: string, posting: ServicePosting | null): Promise<void> {
    const stand = await this.#journal.standOf(tx, source);
    const current = stand.currentId === null ? null : await this.#journal.byId(tx, stand.currentId);
    if (!current && !posting) return;
    const corrections = stand.corrections + 1;
    if (current) await this.#journal.reverse(tx, current, `REVERSE-${corrections}`, reason);
    await this.#journal.stand(tx, { ...stand, currentId: null, corrections });
    if (posting) await this.#post(tx, posting, `CORRECT-${corrections}`, reason);
  }

  /** Returns who stands between, or null when the entry was there already. */
  async #post(tx: Tx, posting: ServicePosting, step: EntryStep, reason?: string) {
    const via = posting.parties.via ?? (await this.#pricing.viaOf(posting.price.agreementId, tx.session));
    const lines = serviceLines({ ...posting.parties, via }, posting.minutes, posting.price);
    const entry = await this.#journal.append(tx, {
      ...entryOf(posting, step, lines),
      ...(reason === undefined ? {} : { reason }),
    });
    if (!entry) return null;
    const stand = await this.#journal.standOf(tx, posting.source);
    await this.#journal.stand(tx, { ...stand, currentId: entry._id });
    return via;
  }
}

function entryOf(posting: ServicePosting, step: EntryStep, lines: NewEntry['lines']): NewEntry {
  const { source, effectiveAt, side, unitId, text, minutes, price } = posting;
  const { listFen, waiverFen, netFen, agreementId } = price;
  const subjectIds = [...new Set(price.lines.map((one) => one.subjectId))];
  const figures = { minutes, listFen, waiverFen, netFen, agreementId, subjectIds };
  return { source, step, lines, effectiveAt, side, unitId, text, figures };
}
