import type { Tx } from '../kernel/types.ts';
import {
  adjustmentLines,
  broughtForwardLines,
  grantLines,
  type Line,
  receiptLines,
  writeOffLines,
} from './domain/lines.ts';
import { type Journal, reversal } from './journal.ts';
import type { Entry } from './models.ts';
import type { PartyId, Source } from './types.ts';

/** Money or a claim between two parties. `fen` is positive. */
export interface Payment {
  readonly source: Source;
  readonly debtor: PartyId;
  readonly creditor: PartyId;
  readonly fen: number;
  readonly text: string;
  /** When the money moved; default now. */
  readonly at?: Date;
}

/** What changes claims other than services: receipts, write-offs, grants, balances brought forward. Each source posts once. */
export class Payments {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Money that the creditor received (到账). Null: it was posted before. */
  receive(tx: Tx, payment: Payment): Promise<Entry | null> {
    return this.#post(tx, payment, 'receipt', receiptLines(payment.debtor, payment.creditor, payment.fen));
  }

  /** A claim given up. */
  writeOff(tx: Tx, payment: Payment): Promise<Entry | null> {
    return this.#post(tx, payment, 'writeOff', writeOffLines(payment.debtor, payment.creditor, payment.fen));
  }

  /** Takes back `fen` of what was charged, after a dispute. */
  adjust(tx: Tx, payment: Payment): Promise<Entry | null> {
    return this.#post(tx, payment, 'adjustment', adjustmentLines(payment.debtor, payment.creditor, payment.fen));
  }

  /** A balance from before this ledger, or from another system. */
  bringForward(tx: Tx, payment: Payment): Promise<Entry | null> {
    return this.#post(
      tx,
      payment,
      'broughtForward',
      broughtForwardLines(payment.debtor, payment.creditor, payment.fen),
    );
  }

  /** What the debtor (the platform) grants the creditor and owes it from now on. */
  grant(tx: Tx, account: 'COMPENSATION' | 'SUBSIDY', payment: Payment): Promise<Entry | null> {
    return this.#post(tx, payment, 'grant', grantLines(account, payment.debtor, payment.creditor, payment.fen));
  }

  /** Undoes a payment that bounced or was entered wrongly. */
  async cancel(tx: Tx, source: Source, reason: string): Promise<Entry | null> {
    const entry = await this.#journal.find(tx, source, 'POST');
    return entry ? this.#journal.append(tx, reversal(tx, entry, 'REVERSE-1', reason)) : null;
  }

  #post(tx: Tx, payment: Payment, kind: string, lines: readonly Line[]): Promise<Entry | null> {
    if (!Number.isSafeInteger(payment.fen) || payment.fen <= 0)
      throw new RangeError('a payment is a positive number of fen');
    return this.#journal.append(tx, {
      source: { id: payment.source.id, kind },
      step: 'POST',
      lines,
      effectiveAt: payment.at ?? tx.now,
      side: 'PROVIDER',
      unitId: null,
      text: payment.text,
    });
  }
}
