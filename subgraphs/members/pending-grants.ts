import type { Model } from 'mongoose';
import { type Caller, holds, type Role } from '../../kernel/caller.ts';
import { createCollections, defineModel } from '../../kernel/define-model.ts';
import { notFound, notPermitted, say, wrongState } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import { grantRules } from './domain/granting.ts';

/** A grant that a second administrator must confirm (four eyes). */
export interface PendingGrantRow {
  readonly _id: string;
  readonly accountId: string;
  readonly role: Role;
  readonly path: readonly string[];
  readonly until: Date | null;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly state: 'PENDING' | 'CONFIRMED' | 'REJECTED';
  readonly decidedBy: string | null;
}

/** Grants of platform administration wait here for the second pair of eyes. */
export class PendingGrants {
  readonly #kernel: Kernel;
  readonly #model: Model<PendingGrantRow>;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#model = defineModel<PendingGrantRow>(
      kernel.connection,
      'members_pending_grants',
      {
        accountId: String,
        role: String,
        path: [String],
        until: Date,
        askedBy: String,
        askedAt: Date,
        state: String,
        decidedBy: String,
      },
      [{ keys: { state: 1, askedAt: 1 } }],
    );
  }

  async open(): Promise<this> {
    await createCollections([this.#model]);
    return this;
  }

  /** What waits, oldest first, for those who may confirm it. */
  async waiting(caller: Caller): Promise<PendingGrantRow[]> {
    const rows = await this.#model.find({ state: 'PENDING' }).sort({ askedAt: 1 }).limit(100).lean();
    return rows.filter((row) => holds(caller, grantRules[row.role].givenBy, row.path));
  }

  async ask(tx: Tx, wish: Pick<PendingGrantRow, 'accountId' | 'role' | 'path' | 'until'>): Promise<PendingGrantRow> {
    const row: PendingGrantRow = {
      _id: this.#kernel.newId('pendingGrant'),
      ...wish,
      askedBy: tx.caller.subject,
      askedAt: tx.now,
      state: 'PENDING',
      decidedBy: null,
    };
    await this.#model.insertMany([row], { session: tx.session });
    tx.audit({ action: 'grantRole', recordId: row.accountId, after: row });
    return row;
  }

  /** The second administrator's word. Throws `SamePerson` for the one who asked, and for the one who would get the role. */
  async decide(tx: Tx, id: string, confirmed: boolean): Promise<PendingGrantRow> {
    const { caller } = tx;
    const row = await this.#model.findById(id).session(tx.session).lean();
    if (!row) throw notFound(caller, id);
    if (!holds(caller, grantRules[row.role].givenBy, row.path)) throw notPermitted(caller);
    if (row.state !== 'PENDING') throw wrongState(caller, row.state, []);
    if (confirmed && [row.askedBy, row.accountId].includes(caller.subject)) throw samePerson(caller);
    const after: PendingGrantRow = { ...row, state: confirmed ? 'CONFIRMED' : 'REJECTED', decidedBy: caller.subject };
    await this.#model.replaceOne({ _id: id }, after, { session: tx.session });
    tx.audit({ action: 'confirmGrant', recordId: row.accountId, before: row.state, after: after.state });
    return after;
  }
}

function samePerson(caller: Caller): Refused {
  const message = say(caller, {
    zh: '平台管理员权限须由另一位管理员确认。',
    en: 'Another administrator must confirm a grant of platform administration.',
  });
  return new Refused({ __typename: 'SamePerson', message });
}
