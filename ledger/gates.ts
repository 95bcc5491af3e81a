import type { ClientSession } from 'mongoose';
import { Refused, type Tx } from '../kernel/types.ts';
import { creditChain } from './domain/lines.ts';
import type { Entry, LedgerModels, PurseHold } from './models.ts';
import type { Parties } from './parties.ts';
import type { Purses } from './purses.ts';
import type { PartyId, ServicePosting, Source } from './types.ts';

/**
 * Payment gates: what must be paid or reserved before a service goes on. Prepaid debtors pay from their account, fund cards are pre-deducted and charged
 * after the tutor's confirmation, vouchers are held and redeemed; whoever pays before release gets no result before it is paid.
 */
export class Gates {
  readonly #models: LedgerModels;
  readonly #parties: Parties;
  readonly #purses: Purses;

  constructor(models: LedgerModels, parties: Parties, purses: Purses) {
    this.#models = models;
    this.#parties = parties;
    this.#purses = purses;
  }

  /** Reserves what the posting is to be paid with. Throws `Refused` when a purse does not suffice. */
  async reserve(tx: Tx, posting: ServicePosting): Promise<void> {
    let open = posting.price.netFen;
    for (const { purseId, fen = open } of await this.#purseList(tx, posting)) {
      const wanted = Math.min(fen, open);
      if (wanted > 0) await this.#purses.hold(tx, purseId, wanted, posting.source);
      open -= wanted;
    }
  }

  /** Frees what was reserved. */
  async free(tx: Tx, source: Source): Promise<void> {
    for (const hold of await this.#held(source.id, tx.session)) await this.#purses.release(tx, hold.purseId, source);
  }

  /** Pays a settled service from what is reserved, but for fund cards, which wait for their tutor. */
  async pay(tx: Tx, posting: ServicePosting, creditor: PartyId): Promise<void> {
    let open = posting.price.netFen;
    const debt = { debtor: posting.parties.consumer, creditor };
    for (const hold of await this.#held(posting.source.id, tx.session)) {
      const fen = Math.min(hold.fen, open);
      open -= fen;
      const purse = await this.#purses.get(hold.purseId, tx.session);
      if (purse?.kind !== 'FUND_CARD') await this.#purses.redeem(tx, hold.purseId, fen, posting.source, debt);
    }
  }

  /** The tutor's confirmation of what was pre-deducted. */
  async confirm(tx: Tx, purseId: string, sourceId: string): Promise<number | null> {
    const hold = (await this.#held(sourceId, tx.session)).find((one) => one.purseId === purseId);
    const entry = hold ? await this.#current({ id: sourceId, kind: hold.sourceKind }, tx.session) : null;
    const debt = entry ? debtOf(entry) : null;
    if (!hold || !entry || !debt) return null;
    const spent = (await this.#purses.holdsOf(sourceId, tx.session)).filter((one) => one.state === 'REDEEMED');
    const open = entry.netFen - spent.reduce((sum, one) => sum + one.fen, 0);
    const fen = Math.max(0, Math.min(hold.fen, open));
    await this.#purses.redeem(tx, purseId, fen, { id: sourceId, kind: hold.sourceKind }, debt);
    return fen;
  }

  /** Whether what the source costs is paid: by purses, or because its debtor owes its creditor nothing at all. */
  async mayRelease(source: Source, consumer: PartyId, session?: ClientSession): Promise<boolean> {
    const party = await this.#parties.get(consumer, session);
    if (party.terms !== 'PAY_BEFORE_RELEASE') return true;
    const entry = await this.#current(source, session);
    if (!entry) return false;
    return entry.netFen <= 0 || party.owedFen <= 0;
  }

  async #purseList(tx: Tx, posting: ServicePosting): Promise<NonNullable<ServicePosting['payWith']>> {
    const named = posting.payWith ?? [];
    const { consumer } = posting.parties;
    if (posting.price.netFen === 0) return named;
    const { terms } = await this.#parties.terms(consumer, tx.session);
    if (terms !== 'PREPAID') return named;
    const issuer = creditChain(posting.parties)[1] ?? posting.parties.collector;
    const prepaid = await this.#purses.prepaid(consumer, issuer, tx.session);
    if (!prepaid) throw new Refused(noPrepaid(tx, posting.price.netFen));
    return [...named, { purseId: prepaid._id }];
  }

  async #held(sourceId: string, session: ClientSession): Promise<readonly PurseHold[]> {
    return (await this.#purses.holdsOf(sourceId, session)).filter((hold) => hold.state === 'HELD');
  }

  async #current(source: Source, session?: ClientSession): Promise<Entry | null> {
    const stand = await this.#models.sources
      .findById(`${source.id}|${source.kind}`)
      .session(session ?? null)
      .lean<{ currentId: string | null } | null>();
    if (!stand?.currentId) return null;
    return this.#models.entries
      .findById(stand.currentId)
      .session(session ?? null)
      .lean<Entry | null>();
  }
}

/** Who owes whom the net price of an entry: the first step of its chain. */
function debtOf(entry: Entry): { readonly debtor: PartyId; readonly creditor: PartyId } | null {
  const first = entry.lines.find((one) => one.account === 'OWES');
  return first?.counterparty ? { debtor: first.party, creditor: first.counterparty } : null;
}

function noPrepaid(tx: Tx, wantedFen: number) {
  const message =
    tx.caller.locale === 'zh'
      ? '预付账户余额不足，请先充值。'
      : 'The prepaid account does not suffice: top it up first.';
  return { __typename: 'LimitExceeded', message, limitFen: 0, usedFen: 0, wantedFen };
}
