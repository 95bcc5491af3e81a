import type { Period } from './domain/periods.ts';
import { NO_TOTALS, pageHash, statementHash, withLines } from './domain/statement.ts';
import type { LedgerModels, Statement, StatementLine, StatementPage } from './models.ts';
import type { PartyId } from './types.ts';

export interface Pair {
  readonly debtor: PartyId;
  readonly creditor: PartyId;
}

/** What can be read of statements, and whether their chains hold. */
export class StatementReads {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
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

/** Pages are kept under the statement's key, so that a close that was cut off writes the same ones again. */
export function pageId(key: Pair & { readonly to: Period }, number: number): string {
  return `${key.creditor}|${key.debtor}|${key.to}#${number}`;
}
