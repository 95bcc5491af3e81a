import type { Caller } from '../kernel/caller.ts';
import { isDuplicateKey } from '../kernel/commands.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import { yuan } from './domain/money.ts';
import { nextPeriod, type Period } from './domain/periods.ts';
import { NO_TOTALS, pageHash, statementHash, statementLine, type Totals, withLines } from './domain/statement.ts';
import type { Entry, LedgerModels, Statement, StatementLine, StatementPage } from './models.ts';
import { nextNumber } from './numbers.ts';
import type { PartyId } from './types.ts';

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

export interface Pair {
  readonly debtor: PartyId;
  readonly creditor: PartyId;
}

/** Immutable statements of what one party owes another over closed periods, each chained by hash to the one before. */
export class Statements {
  readonly #kernel: Pick<Kernel, 'newId' | 'transact' | 'platform'>;
  readonly #models: LedgerModels;

  constructor(kernel: Pick<Kernel, 'newId' | 'transact' | 'platform'>, models: LedgerModels) {
    this.#kernel = kernel;
    this.#models = models;
  }

  async get(id: string): Promise<Statement | null> {
    return this.#models.statements.findById(id).lean<Statement | null>();
  }

  /** By the number that is printed on it. */
  async byNumber(number: string): Promise<Statement | null> {
    return this.#models.statements.findOne({ number }).lean<Statement | null>();
  }

  /** The statement of a pair that a period falls into, or null while none was issued. */
  async covering(pair: Pair, period: Period): Promise<Statement | null> {
    const next = await this.#models.statements
      .findOne({ ...pair, to: { $gte: period } })
      .sort({ to: 1 })
      .lean<Statement | null>();
    return next && next.from <= period ? next : null;
  }

  /** Statements of a party on either side, newest first. */
  async list(filter: {
    readonly party?: PartyId;
    readonly debtor?: PartyId;
    readonly creditor?: PartyId;
    readonly to?: Period;
    readonly before?: string;
    readonly first: number;
  }): Promise<readonly Statement[]> {
    const { party, before, first, debtor, creditor, to } = filter;
    const query = {
      ...(party === undefined ? {} : { $or: [{ debtor: party }, { creditor: party }] }),
      ...(debtor === undefined ? {} : { debtor }),
      ...(creditor === undefined ? {} : { creditor }),
      ...(to === undefined ? {} : { to }),
      ...(before === undefined ? {} : { _id: { $lt: before } }),
    };
    return this.#models.statements.find(query).sort({ _id: -1 }).limit(first).lean<Statement[]>();
  }

  /** One page of a statement's lines, from 0. */
  async page(statement: Statement, number: number): Promise<readonly StatementLine[]> {
    const page = await this.#models.pages.findById(pageId(statement, number)).lean<StatementPage | null>();
    return page?.lines ?? [];
  }

  /** Recomputes the chain of a pair. `brokenAt` names the first statement that does not fit. */
  async verify(pair: Pair): Promise<{ readonly statements: number; readonly brokenAt: string | null }> {
    const chain = await this.#models.statements.find(pair).sort({ to: 1 }).lean<Statement[]>();
    let previousHash = '';
    for (const statement of chain) {
      const { hash, ...content } = statement;
      const sound = content.previousHash === previousHash && statementHash(content) === hash;
      if (!sound || !(await this.#pagesFit(statement))) return { statements: chain.length, brokenAt: statement._id };
      previousHash = hash;
    }
    return { statements: chain.length, brokenAt: null };
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

  async #pagesFit(statement: Statement): Promise<boolean> {
    let totals = NO_TOTALS;
    for (const [number, hash] of statement.pageHashes.entries()) {
      const lines = await this.page(statement, number);
      if (pageHash(lines) !== hash) return false;
      totals = withLines(totals, lines);
    }
    return (
      totals.lineCount === statement.lineCount &&
      statement.openingFen + totals.chargesFen - totals.paymentsFen === statement.closingFen
    );
  }
}

function pageId(key: Pair & { readonly to: Period }, number: number): string {
  return `${key.creditor}|${key.debtor}|${key.to}#${number}`;
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
