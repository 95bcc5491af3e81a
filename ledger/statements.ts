import type { Caller } from '../kernel/caller.ts';
import { isDuplicateKey } from '../kernel/commands.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import { yuan } from './domain/money.ts';
import { nextPeriod, type Period } from './domain/periods.ts';
import { NO_TOTALS, pageHash, statementHash, statementLine, type Totals, withLines } from './domain/statement.ts';
import type { Entry, LedgerModels, Statement, StatementLine } from './models.ts';
import { nextNumber } from './numbers.ts';
import { type Pair, pageId, StatementReads } from './statement-reads.ts';

export const LINES_PER_PAGE = 1_000;

/** What of an entry a statement's line is made from. */
const LINE_FIELDS = [
  'sourceId',
  'sourceKind',
  'effectiveAt',
  'text',
  'minutes',
  'listFen',
  'waiverFen',
  'reason',
  'lines',
] as const satisfies readonly (keyof Entry)[];
type EntryOfLine = Pick<Entry, (typeof LINE_FIELDS)[number] | '_id'>;

/** Immutable statements of what one party owes another over closed periods, each chained by hash to the one before. */
export class Statements extends StatementReads {
  readonly #kernel: Pick<Kernel, 'newId' | 'transact' | 'platform'>;
  readonly #models: LedgerModels;

  constructor(kernel: Pick<Kernel, 'newId' | 'transact' | 'platform'>, models: LedgerModels) {
    super(models);
    this.#kernel = kernel;
    this.#models = models;
  }

  /** Issues the statement of a pair up to a period that takes no more entries; the one that exists is left alone. Cost: reads the pair's entries once. */
  async issue(caller: Caller, pair: Pair, to: Period): Promise<Statement> {
    const known = await this.#models.statements.findOne({ ...pair, to }).lean<Statement | null>();
    if (known) return known;
    const previous = await this.#models.statements.findOne(pair).sort({ to: -1 }).lean<Statement | null>();
    const from = previous ? nextPeriod(previous.to) : ((await this.#firstPeriod(pair)) ?? to);
    const { totals, hashes } = await this.#writePages(pair, from, to);
    const sealed = this.#kernel.transact(caller, (tx) => this.#seal(tx, pair, { from, to, previous, totals, hashes }));
    return sealed.catch((error: unknown) => this.#issuedMeanwhile(error, pair, to));
  }

  /** Two that close the same period issue the same statement: the second one takes the first's. */
  async #issuedMeanwhile(error: unknown, pair: Pair, to: Period): Promise<Statement> {
    if (!isDuplicateKey(error)) throw error;
    const first = await this.#models.statements.findOne({ ...pair, to }).lean<Statement | null>();
    if (first) return first;
    throw error;
  }

  async #seal(
    tx: Tx,
    pair: Pair,
    made: { from: Period; to: Period; previous: Statement | null; totals: Totals; hashes: readonly string[] },
  ): Promise<Statement> {
    const { from, to, previous, totals, hashes } = made;
    const serial = await nextNumber(this.#models, tx, `statement|${to}`);
    const openingFen = previous?.closingFen ?? 0;
    const content: Omit<Statement, 'hash'> = {
      _id: this.#kernel.newId('statement'),
      number: `${this.#kernel.platform.id.toUpperCase()}-JS-${to.replace('-', '')}-${String(serial).padStart(5, '0')}`,
      ...pair,
      from,
      to,
      openingFen,
      ...totals,
      closingFen: openingFen + totals.chargesFen - totals.paymentsFen,
      pageHashes: hashes,
      previousId: previous?._id ?? null,
      previousHash: previous?.hash ?? '',
      issuedAt: tx.now,
    };
    const statement: Statement = { ...content, hash: statementHash(content) };
    await this.#models.statements.insertMany([statement], { session: tx.session });
    announce(tx, statement);
    return statement;
  }

  async #writePages(pair: Pair, from: Period, to: Period): Promise<{ totals: Totals; hashes: readonly string[] }> {
    const hashes: string[] = [];
    let totals = NO_TOTALS;
    let lines: StatementLine[] = [];
    const flush = async (): Promise<void> => {
      const hash = pageHash(lines);
      const _id = pageId({ ...pair, to }, hashes.length);
      await this.#models.pages.updateOne({ _id }, { $set: { lines, hash } }, { upsert: true });
      hashes.push(hash);
      totals = withLines(totals, lines);
      lines = [];
    };
    for await (const entry of this.#entries(pair, from, to)) {
      const line = statementLine(entry, pair.debtor, pair.creditor);
      if (line) lines.push(line);
      if (lines.length === LINES_PER_PAGE) await flush();
    }
    if (lines.length > 0) await flush();
    return { totals, hashes };
  }

  #entries(pair: Pair, from: Period, to: Period): AsyncIterable<EntryOfLine> {
    return this.#models.entries
      .find({ parties: pair.debtor, period: { $gte: from, $lte: to } })
      .sort({ period: 1, _id: 1 })
      .select(LINE_FIELDS)
      .lean<Entry>()
      .cursor({ batchSize: LINES_PER_PAGE }) as unknown as AsyncIterable<EntryOfLine>;
  }

  async #firstPeriod(pair: Pair): Promise<Period | null> {
    const first = await this.#models.entries
      .findOne({ parties: pair.debtor })
      .sort({ period: 1, _id: 1 })
      .lean<Entry | null>();
    return first?.period ?? null;
  }
}

/** Tells the debtor, and whoever follows statements. */
function announce(tx: Tx, statement: Statement): void {
  const { _id, number, debtor, creditor, from, to, dueFen, closingFen } = statement;
  const payload = { number, debtor, creditor, from, to, dueFen, closingFen };
  tx.emit({ type: 'statement.issued', recordId: _id, version: 1, payload });
  if (dueFen === 0) return;
  const values = { number, period: `${from}–${to}`, amount: yuan(dueFen) };
  tx.notify({ template: 'statement.issued', to: [debtor], about: _id, values });
}
