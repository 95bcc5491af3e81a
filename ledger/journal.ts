import { contentHash } from '../kernel/canonical-json.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import { assertBalanced, heldBy, type Line, owedBy, reversed } from './domain/lines.ts';
import { PostingConflict } from './errors.ts';
import type { Entry, EntryStep, LedgerModels, SourceRow } from './models.ts';
import type { Parties } from './parties.ts';
import type { PeriodGate } from './period-gate.ts';
import type { PartyId, ServicePosting, Source } from './types.ts';

/** An entry as it is asked for; what the journal adds is its number, period, instant and poster. */
export interface NewEntry {
  readonly source: Source;
  readonly step: EntryStep;
  readonly lines: readonly Line[];
  readonly effectiveAt: Date;
  readonly side: ServicePosting['side'];
  readonly unitId: string | null;
  readonly text: string;
  readonly figures?: Pick<Entry, 'minutes' | 'listFen' | 'waiverFen' | 'netFen' | 'agreementId' | 'subjectIds'>;
  readonly reason?: string;
  readonly reverses?: string;
}

export interface JournalParts {
  readonly kernel: Pick<Kernel, 'newId'>;
  readonly models: LedgerModels;
  readonly gate: PeriodGate;
  readonly parties: Parties;
}

const NO_FIGURES = { minutes: 0, listFen: 0, waiverFen: 0, netFen: 0, agreementId: null, subjectIds: [] };

/** The append-only journal: every entry sums to zero in minutes and in fen, goes into an open period, and is unique by source and step. */
export class Journal {
  readonly #parts: JournalParts;

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  /**
   * Appends an entry. Returns null when the very same one is there already; throws `PostingConflict` when another one is, and `Refused`
   * `LimitExceeded` when a debtor's limit is. Cost: one read and four writes in the caller's transaction.
   */
  async append(tx: Tx, entry: NewEntry): Promise<Entry | null> {
    const hash = hashOf(entry);
    const known = await this.find(tx, entry.source, entry.step);
    if (known?.contentHash === hash) return null;
    if (known) throw new PostingConflict(entry.source.id, entry.step);
    return this.write(tx, entry);
  }

  find(tx: Tx, source: Source, step: EntryStep): Promise<Entry | null> {
    return this.#parts.models.entries
      .findOne({ sourceId: source.id, sourceKind: source.kind, step })
      .session(tx.session)
      .lean<Entry | null>()
      .exec();
  }

  byId(tx: Tx, id: string): Promise<Entry | null> {
    return this.#parts.models.entries.findById(id).session(tx.session).lean<Entry | null>().exec();
  }

  /** Where the source stands. Cost: one read. */
  async standOf(tx: Tx, source: Source): Promise<SourceRow> {
    const _id = sourceKey(source);
    const row = await this.#parts.models.sources.findById(_id).session(tx.session).lean<SourceRow | null>();
    return row ?? { _id, holdId: null, currentId: null, postHash: null, corrections: 0, holds: 0 };
  }

  /** Notes where the source stands now; two that change one source collide here. */
  async stand(tx: Tx, stand: SourceRow): Promise<void> {
    const { _id, ...rest } = stand;
    await this.#parts.models.sources.updateOne({ _id }, { $set: rest }, { upsert: true, session: tx.session });
  }

  /** Writes an entry that the caller knows not to be there yet. The unique index on source and step stands behind that. */
  async write(tx: Tx, entry: NewEntry): Promise<Entry> {
    assertBalanced(entry.lines);
    const { kernel, models, gate, parties } = this.#parts;
    const { source, lines, figures = NO_FIGURES, reason = null, reverses = null, ...rest } = entry;
    const debtors = new Set<PartyId>(lines.map((one) => one.party));
    const others = lines.flatMap((one) => one.counterparty ?? []);
    const row: Entry = {
      _id: kernel.newId('entry'),
      sourceId: source.id,
      sourceKind: source.kind,
      contentHash: hashOf(entry),
      period: await gate.enter(entry.effectiveAt, source.id, tx.session),
      postedAt: tx.now,
      parties: [...new Set([...debtors, ...others])],
      postedBy: tx.caller.subject,
      lines,
      reason,
      reverses,
      ...rest,
      ...figures,
    };
    await models.entries.insertMany([row], { session: tx.session, lean: true });
    for (const party of debtors) {
      const change = { heldFen: heldBy(lines, party), owedFen: owedBy(lines, party) };
      await parties.add(tx, party, change, source.id);
    }
    return row;
  }
}

function sourceKey(source: Source): string {
  return `${source.id}|${source.kind}`;
}

/** The entry that undoes another one, in the open period. */
export function reversal(tx: Tx, entry: Entry, step: EntryStep, reason: string | null): NewEntry {
  const { sourceId, sourceKind, minutes, listFen, waiverFen, netFen, agreementId, subjectIds } = entry;
  return {
    source: { id: sourceId, kind: sourceKind },
    step,
    lines: reversed(entry.lines),
    effectiveAt: step.startsWith('RELEASE') ? tx.now : entry.effectiveAt,
    side: entry.side,
    unitId: entry.unitId,
    text: entry.text,
    figures: {
      minutes: 0 - minutes,
      listFen: 0 - listFen,
      waiverFen: 0 - waiverFen,
      netFen: 0 - netFen,
      agreementId,
      subjectIds,
    },
    reverses: entry._id,
    ...(reason === null ? {} : { reason }),
  };
}

/** Does an entry say what is asked for? The number of its step and the instants of holds and releases don't count. */
export function sameContent(entry: Entry, wanted: NewEntry): boolean {
  return entry.contentHash === hashOf(wanted);
}

/** The hash of what an entry says. */
export function hashOf(entry: NewEntry): string {
  const { source, lines, side, unitId, figures = NO_FIGURES, reverses = null } = entry;
  const [step = ''] = entry.step.split('-');
  const effectiveAt = step === 'HOLD' || step === 'RELEASE' ? null : entry.effectiveAt;
  return contentHash({ source, step, lines, side, unitId, figures, reverses, effectiveAt });
}
