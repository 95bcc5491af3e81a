import type { PartyId, Price, ServiceParties } from '../types.ts';

/** The accounts of the journal. Positive is debit. */
export const ACCOUNTS = {
  HELD: 'what a consumer has reserved',
  EXPECTED: 'the other side of what is reserved, at the collector',
  OWES: 'what a party owes its counterparty',
  CLEARING: 'what passes through a party that collects for another',
  INCOME: "a provider's services at list price",
  WAIVED: 'what an agreement waived',
  USED: 'minutes that a consumer used',
  SERVED: 'minutes that a provider served',
  CASH: 'money that a collector received',
  PURSE: 'free value of a prepaid account, fund card or voucher',
  PURSE_HELD: 'its reserved value',
  PURSE_SOURCE: 'what a fund card or voucher was filled from, at its issuer',
  WRITTEN_OFF: 'claims given up, at the creditor',
  COMPENSATION: 'year-end compensation, at the platform that pays',
  SUBSIDY: 'subsidies and rewards, at the platform that pays',
  BROUGHT_FORWARD: 'the other side of balances that were imported',
} as const;
export type AccountKind = keyof typeof ACCOUNTS;

/** One side of an entry. Minutes and fen are whole; positive is debit. */
export interface Line {
  readonly account: AccountKind;
  readonly party: PartyId;
  readonly counterparty: PartyId | null;
  readonly minutes: number;
  readonly fen: number;
}

/** A line on one account. */
export function line(
  account: AccountKind,
  party: PartyId,
  counterparty: PartyId | null,
  minutes: number,
  fen: number,
): Line {
  return { account, party, counterparty, minutes, fen };
}

/** The lines with all signs turned: what undoes an entry. */
export function reversed(lines: readonly Line[]): readonly Line[] {
  return lines.map((one) => ({ ...one, minutes: 0 - one.minutes, fen: 0 - one.fen }));
}

/** Sum of minutes and of fen. Zero and zero for every entry. */
export function sums(lines: readonly Line[]): { readonly minutes: number; readonly fen: number } {
  return {
    minutes: lines.reduce((sum, one) => sum + one.minutes, 0),
    fen: lines.reduce((sum, one) => sum + one.fen, 0),
  };
}

/** Throws a `RangeError` unless the lines are whole numbers that sum to zero in minutes and in fen. A programming error, never a refusal. */
export function assertBalanced(lines: readonly Line[]): void {
  if (lines.length < 2) throw new RangeError('an entry has at least two lines');
  for (const { minutes, fen } of lines)
    if (!Number.isSafeInteger(minutes) || !Number.isSafeInteger(fen)) throw new RangeError('lines are whole numbers');
  const { minutes, fen } = sums(lines);
  if (minutes !== 0 || fen !== 0) throw new RangeError(`the entry is off by ${minutes} minutes and ${fen} fen`);
}

/** Reserves minutes and the net price of the consumer. */
export function holdLines(parties: ServiceParties, minutes: number, price: Price): readonly Line[] {
  const { consumer, collector } = parties;
  return [
    line('HELD', consumer, collector, minutes, price.netFen),
    line('EXPECTED', collector, consumer, 0 - minutes, 0 - price.netFen),
  ];
}

/**
 * A service rendered: the provider's income at list price, what the agreement waived, and the net price along the chain of those who collect
 * (domain.md §2: the platform for its own equipment, the owning unit in the network, a home platform in between where the agreement says so).
 */
export function serviceLines(parties: ServiceParties, minutes: number, price: Price): readonly Line[] {
  const chain = creditChain(parties);
  const lines: Line[] = [];
  for (const [index, debtor] of chain.slice(0, -1).entries()) {
    const creditor = chain[index + 1] ?? debtor;
    if (index > 0) lines.push(line('CLEARING', debtor, creditor, 0, 0 - price.netFen));
    lines.push(line('OWES', debtor, creditor, 0, price.netFen));
  }
  if (price.waiverFen !== 0)
    lines.push(line('WAIVED', price.agreementId ?? parties.provider, parties.provider, 0, price.waiverFen));
  lines.push(line('INCOME', parties.provider, parties.consumer, 0, 0 - price.listFen));
  if (minutes !== 0) {
    lines.push(line('USED', parties.consumer, parties.provider, minutes, 0));
    lines.push(line('SERVED', parties.provider, parties.consumer, 0 - minutes, 0));
  }
  return lines;
}

/** Who owes whom, from the consumer to the provider, without those who would owe themselves. A consumer that is its own provider owes itself. */
export function creditChain(parties: ServiceParties): readonly PartyId[] {
  const all = [parties.consumer, ...(parties.via ?? []), parties.collector, parties.provider];
  const chain = all.filter((party, index) => party !== all[index - 1]);
  return chain.length > 1 ? chain : [parties.consumer, parties.provider];
}

/** Money received by a creditor from its debtor. */
export function receiptLines(debtor: PartyId, creditor: PartyId, fen: number): readonly Line[] {
  return [line('CASH', creditor, debtor, 0, fen), line('OWES', debtor, creditor, 0, 0 - fen)];
}

/** A claim that its creditor gives up (核销 of what will not be paid). */
export function writeOffLines(debtor: PartyId, creditor: PartyId, fen: number): readonly Line[] {
  return [line('WRITTEN_OFF', creditor, debtor, 0, fen), line('OWES', debtor, creditor, 0, 0 - fen)];
}

/** What a creditor charged too much (positive) or too little, found when a statement was reconciled (对账). */
export function adjustmentLines(debtor: PartyId, creditor: PartyId, fen: number): readonly Line[] {
  return [line('INCOME', creditor, debtor, 0, fen), line('OWES', debtor, creditor, 0, 0 - fen)];
}

/** Something that a payer grants a payee: compensation, subsidy, reward. The payer then owes it. */
export function grantLines(
  account: 'COMPENSATION' | 'SUBSIDY',
  payer: PartyId,
  payee: PartyId,
  fen: number,
): readonly Line[] {
  return [line('OWES', payer, payee, 0, fen), line(account, payer, payee, 0, 0 - fen)];
}

/** A balance from before this ledger. */
export function broughtForwardLines(debtor: PartyId, creditor: PartyId, fen: number): readonly Line[] {
  return [line('OWES', debtor, creditor, 0, fen), line('BROUGHT_FORWARD', creditor, debtor, 0, 0 - fen)];
}

/** What the lines change in what a party owes in all. */
export function owedBy(lines: readonly Line[], party: PartyId): number {
  return lines.reduce((sum, one) => (one.account === 'OWES' && one.party === party ? sum + one.fen : sum), 0);
}

/** What the lines change in what a party has reserved. */
export function heldBy(lines: readonly Line[], party: PartyId): number {
  return lines.reduce((sum, one) => (one.account === 'HELD' && one.party === party ? sum + one.fen : sum), 0);
}
