import type { Tx } from '../kernel/types.ts';
import { creditChain, holdLines, serviceLines } from './domain/lines.ts';
import { PostingConflict } from './errors.ts';
import type { Gates } from './gates.ts';
import { hashOf, type Journal, type NewEntry, reversal, sameContent } from './journal.ts';
import type { EntryStep, SourceRow } from './models.ts';
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
    const before = await this.#journal.standOf(tx, posting.source);
    if (before.currentId !== null) throw new PostingConflict(posting.source.id, 'POST');
    const lines = holdLines(posting.parties, posting.minutes, posting.price);
    const wanted = { ...entryOf(posting, `HOLD-${before.holds + 1}`, lines), effectiveAt: tx.now };
    const held = before.holdId === null ? null : await this.#journal.byId(tx, before.holdId);
    if (held && sameContent(held, wanted)) return;
    if (held) await this.#gates.free(tx, posting.source);
    const stand = await this.#withoutHold(tx, before);
    const entry = await this.#journal.write(tx, wanted);
    await this.#journal.stand(tx, { ...stand, holdId: entry._id, holds: stand.holds + 1 });
    await this.#gates.reserve(tx, posting);
  }

  async release(tx: Tx, source: Source): Promise<void> {
    const before = await this.#journal.standOf(tx, source);
    if (before.holdId === null) return;
    await this.#gates.free(tx, source);
    await this.#journal.stand(tx, await this.#withoutHold(tx, before));
  }

  /**
   * Cost: two reads and four writes in the caller's transaction; a hold to release adds two reads and three writes. What pays a service is reserved by its
   * hold, or here when it never was held.
   */
  async settle(tx: Tx, posting: ServicePosting): Promise<void> {
    const before = await this.#journal.standOf(tx, posting.source);
    const { entry, via } = await this.#serviceEntry(tx, posting, 'POST');
    const postHash = hashOf(entry);
    if (before.postHash === postHash) return;
    if (before.postHash !== null) throw new PostingConflict(posting.source.id, 'POST');
    const stand = await this.#withoutHold(tx, before);
    const { _id } = await this.#journal.write(tx, entry);
    await this.#journal.stand(tx, { ...stand, currentId: _id, postHash });
    if (before.holds === 0 && !posting.payWith) return;
    if (before.holds === 0) await this.#gates.reserve(tx, posting);
    const creditor = creditChain({ ...posting.parties, via })[1] ?? posting.parties.collector;
    await this.#gates.pay(tx, posting, creditor);
  }

  async correct(tx: Tx, source: Source, reason: string, posting: ServicePosting | null): Promise<void> {
    const stand = await this.#journal.standOf(tx, source);
    const current = stand.currentId === null ? null : await this.#journal.byId(tx, stand.currentId);
    if (!current && !posting) return;
    const corrections = stand.corrections + 1;
    if (current) await this.#journal.write(tx, reversal(tx, current, `REVERSE-${corrections}`, reason));
    const right = posting ? await this.#serviceEntry(tx, posting, `CORRECT-${corrections}`) : null;
    const entry = right ? await this.#journal.write(tx, { ...right.entry, reason }) : null;
    await this.#journal.stand(tx, { ...stand, currentId: entry?._id ?? null, corrections });
  }

  /** Reverses the hold of a source, if it has one. */
  async #withoutHold(tx: Tx, stand: SourceRow): Promise<SourceRow> {
    if (stand.holdId === null) return stand;
    const hold = await this.#journal.byId(tx, stand.holdId);
    if (hold) await this.#journal.write(tx, reversal(tx, hold, `RELEASE-${stand.holds}`, null));
    return { ...stand, holdId: null };
  }

  async #serviceEntry(tx: Tx, posting: ServicePosting, step: EntryStep) {
    const via = posting.parties.via ?? (await this.#pricing.viaOf(posting.price.agreementId, tx.session));
    const lines = serviceLines({ ...posting.parties, via }, posting.minutes, posting.price);
    return { entry: entryOf(posting, step, lines), via };
  }
}

function entryOf(posting: ServicePosting, step: EntryStep, lines: NewEntry['lines']): NewEntry {
  const { source, effectiveAt, side, unitId, text, minutes, price } = posting;
  const { listFen, waiverFen, netFen, agreementId } = price;
  const subjectIds = [...new Set(price.lines.map((one) => one.subjectId))];
  const figures = { minutes, listFen, waiverFen, netFen, agreementId, subjectIds };
  return { source, step, lines, effectiveAt, side, unitId, text, figures };
}
