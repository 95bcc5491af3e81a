import type { Model } from 'mongoose';
import type { Kernel, Tx } from '../types.ts';
import { amended, type Change, type RecordStore } from './record-store.ts';
import type { SharedFields } from './shared-fields.ts';

/** What happens to the records of one kind when their unit leaves. */
export interface Leaving<T extends SharedFields> {
  /** Name of the consumer: `instruments.leavingUnits`. */
  readonly name: string;
  /** Verb of audit rows and history: `withdrawInstrument`. */
  readonly action: string;
  /** What changes beside `withdrawn`. */
  readonly fields?: (record: T, tx: Tx) => Partial<T>;
  /** Writes the changes; default: the store's `save`. */
  readonly save?: (tx: Tx, changes: readonly Change<T>[]) => Promise<void>;
}

const REASON = '单位退出平台 · the unit left the platform';

/**
 * A unit that leaves the platform takes its records out of lists, search and the partners' copies (as tombstones); the records and their history stay. Cost: one
 * transaction for all records of the unit.
 */
export function withdrawWithUnit<T extends SharedFields>(kernel: Kernel, store: RecordStore<T>, how: Leaving<T>): void {
  const { name, action, fields, save = (tx, changes) => store.save(tx, changes) } = how;
  kernel.consume({
    name,
    types: ['unit.left'],
    handle: async ({ recordId: unitId }, tx) => {
      const model = store.model as unknown as Model<SharedFields>;
      const held = await model.find({ unitId, home: kernel.platform.id, withdrawn: false }).session(tx.session).lean();
      const changes = (held as unknown as T[]).map((before) => {
        const after = amended(before, { ...fields?.(before, tx), withdrawn: true } as Partial<T>);
        return { action, happened: 'withdrawn', before, after, reason: REASON };
      });
      if (changes.length > 0) await save(tx, changes);
    },
  });
}
