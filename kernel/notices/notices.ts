import { openSealed, type PersonKeys } from '../audit/person-keys.ts';
import type { KernelModels, NoticeRow } from '../models.ts';
import type { Clock, Kernel, Logger, Tx } from '../types.ts';
import { worded } from './templates.ts';
import type { Forgettable, NoticeTransports } from './transport.ts';
import type { AddressBook, Contact, NoticeView, Recipient } from './types.ts';

const BATCH = 50;
const ATTEMPTS = 8;
const FIRST_RETRY_MILLISECONDS = 30_000;

export interface NoticesParts {
  readonly models: KernelModels;
  readonly keys: PersonKeys;
  readonly transports: NoticeTransports;
  readonly log: Logger;
  readonly clock: Clock;
  readonly timeZone: string;
}

/** Sends queued notices by every transport, at least once, and shows people what was sent to them. */
export class Notices {
  readonly #models: KernelModels;
  readonly #keys: PersonKeys;
  readonly #transports: NoticeTransports;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #timeZone: string;
  #book: AddressBook = async (ids) => ids.map(unknownRecipient);

  constructor({ models, keys, transports, log, clock, timeZone }: NoticesParts) {
    this.#timeZone = timeZone;
    this.#clock = clock;
    this.#models = models;
    this.#keys = keys;
    this.#transports = transports;
    this.#log = log;
  }

  addressBook(book: AddressBook): void {
    this.#book = book;
  }

  async list(filter: Parameters<Kernel['notices']['list']>[0]): Promise<readonly NoticeView[]> {
    const rows = await this.#models.notices
      .find({ to: { $in: [...filter.to] }, ...(filter.before ? { at: { $lt: filter.before } } : {}) })
      .sort({ at: -1 })
      .limit(filter.first)
      .lean<NoticeRow[]>();
    return rows.map(({ _id, template, to, about, values, at }) => {
      const notice = { template, to, about, values };
      return { id: _id, at, ...notice, ...worded(notice, filter.locale, this.#timeZone) };
    });
  }

  /** Empties one value in all notices about the records. Cost: reads every notice; for erasures only. */
  async blank({ session }: Tx, about: readonly string[], value: string): Promise<void> {
    const field = `values.${value}`;
    const where = { about: { $in: [...about] }, [field]: { $exists: true } };
    await this.#models.notices.updateMany(where, { $set: { [field]: '' } }, { session });
  }

  /** Removes mails that still lie here; what a server, a provider or a mailbox has taken over cannot be called back. */
  async forget(what: Forgettable): Promise<number> {
    const removed = await Promise.all(Object.values(this.#transports).map(({ forget }) => forget?.(what) ?? 0));
    return removed.reduce((sum, one) => sum + one, 0);
  }

  /** Sends one batch of what is due. True when there was something. */
  async step(): Promise<boolean> {
    const due = await this.#models.notices
      .find({ state: 'QUEUED', nextAt: { $lte: this.#clock.now() } })
      .sort({ state: 1, nextAt: 1 })
      .limit(BATCH)
      .lean<NoticeRow[]>();
    for (const row of due) await this.#send(row);
    return due.length > 0;
  }

  async #send(row: NoticeRow): Promise<void> {
    try {
      for (const recipient of [...(await this.#book(row.to)), ...(await this.#stranger(row))]) {
        await this.#tell(row, recipient);
      }
      await this.#models.notices.updateOne({ _id: row._id }, { $set: { state: 'SENT', error: null } });
    } catch (error) {
      await this.#postpone(row, error instanceof Error ? error.message : String(error));
    }
  }

  /** Who has no account, under the id that their contact is sealed by; nobody once they were forgotten. */
  async #stranger({ contact }: NoticeRow): Promise<readonly Recipient[]> {
    const opened = contact ? ((await openSealed(this.#keys, contact)) as Contact | null) : null;
    return contact && opened ? [{ id: contact.person, ...opened }] : [];
  }

  /** What a transport took is noted at once, so that the failure of another does not send it twice. */
  async #tell(row: NoticeRow, recipient: Recipient): Promise<void> {
    const { id, name, email, telephone = null, locale } = recipient;
    const { subject, text } = worded(row, locale, this.#timeZone);
    const to = email === null ? null : `"${name.replaceAll(/["\\\r\n]/g, '')}" <${email}>`;
    for (const [channel, transport] of Object.entries(this.#transports)) {
      const delivery = `${channel}|${id}`;
      if (row.delivered?.includes(delivery)) continue;
      await transport({ id: `${row._id}-${id}`, to, name, telephone, subject, text });
      await this.#models.notices.updateOne({ _id: row._id }, { $addToSet: { delivered: delivery } });
    }
  }

  async #postpone(row: NoticeRow, error: string): Promise<void> {
    const attempts = row.attempts + 1;
    const state = attempts >= ATTEMPTS ? 'FAILED' : 'QUEUED';
    const nextAt = new Date(this.#clock.now().getTime() + FIRST_RETRY_MILLISECONDS * 2 ** row.attempts);
    await this.#models.notices.updateOne({ _id: row._id }, { $set: { attempts, state, nextAt, error } });
    this.#log.warn({ notice: row._id, attempts, state, error }, 'notice could not be sent');
  }
}

/** Without an address book a mail carries the id alone; `.invalid` can never be delivered by accident (RFC 2606). */
function unknownRecipient(id: string): Recipient {
  return { id, name: id, email: `${id.replaceAll(/[^\w.-]/g, '-')}@mudan.invalid`, locale: 'zh' };
}
