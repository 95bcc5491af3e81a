import type { Connection, Model } from 'mongoose';
import { ERASED } from '../../kernel/audit/personal.ts';
import { anything, defineModel } from '../../kernel/define-model.ts';
import { type Page, type PageRequest, pageOf } from '../../kernel/records/page.ts';
import type { Change } from '../../kernel/records/record-store.ts';
import { withErased } from '../../kernel/typed-text.ts';
import type { Tx } from '../../kernel/types.ts';
import type { InstrumentRecord } from './instruments.ts';

export interface FieldChangeRow {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One change of an instrument's record; `_id` is `<instrument>@<version>`. */
export interface ChangeRow {
  readonly _id: string;
  readonly instrumentId: string;
  readonly at: Date;
  readonly by: string;
  readonly action: string;
  readonly version: number;
  readonly fields: readonly FieldChangeRow[];
  readonly reason: string | null;
}

/** Fields that say nothing about the instrument itself. */
const bookkeeping: ReadonlySet<string> = new Set(['_id', 'version', 'path', 'audience', 'statusSince', 'registeredAt']);

/** The history of every instrument: what its managers read; the audit trail is the kernel's. */
export class History {
  readonly model: Model<ChangeRow>;

  constructor(connection: Connection) {
    this.model = defineModel<ChangeRow>(
      connection,
      'instruments_changes',
      {
        instrumentId: String,
        at: Date,
        by: String,
        action: String,
        version: Number,
        fields: anything,
        reason: String,
      },
      [{ keys: { instrumentId: 1, version: -1, _id: -1 } }],
    );
  }

  async write(tx: Tx, changes: readonly Change<InstrumentRecord>[]): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map(({ action, before, after, reason }) => ({
      _id: `${after._id}@${after.version}`,
      instrumentId: after._id,
      at: tx.now,
      by: tx.caller.subject,
      action,
      version: after.version,
      fields: changedFields(before, after),
      reason: reason ?? null,
    }));
    await this.model.insertMany(rows, { session: tx.session });
  }

  /** Erases the values of one field, and the reasons given, in all changes of an instrument. */
  async erase({ session }: Tx, instrumentId: string, field: string): Promise<void> {
    const rows = await this.model.find({ instrumentId }).session(session).lean<ChangeRow[]>();
    for (const { _id, fields, reason } of rows) {
      const erased = fields.map((one) => (one.field === field ? withErased(one, ['before', 'after']) : one));
      await this.model.updateOne({ _id }, { $set: { fields: erased, reason: reason && ERASED } }, { session });
    }
  }

  /** Newest first. */
  of(instrumentId: string, request: PageRequest): Promise<Page<ChangeRow>> {
    return pageOf(this.model, { instrumentId }, { field: 'version', direction: -1 }, request);
  }
}

/** The fields in which two versions differ, as JSON texts; of a new record those that have a value. */
export function changedFields(before: InstrumentRecord | null, after: InstrumentRecord): FieldChangeRow[] {
  const names = Object.keys(after).filter((name) => !bookkeeping.has(name)) as (keyof InstrumentRecord)[];
  return names.flatMap((field) => {
    const [was, is] = [textOf(before?.[field]), textOf(after[field])];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  return JSON.stringify(value);
}
