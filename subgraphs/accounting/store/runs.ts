import { stringify } from 'csv-stringify/sync';
import type { Model } from 'mongoose';
import type { Caller } from '../../../kernel/caller.ts';
import type { Stored } from '../../../kernel/define-model.ts';
import { notFound, wrongState } from '../../../kernel/refusals.ts';
import { Refused, type StoredFile, type Tx } from '../../../kernel/types.ts';
import { afterRunStep, possibleRunSteps, type RunState } from '../domain/runs.ts';
import type { DecideRunInput } from '../generated/types.ts';
import type { Room } from './room.ts';

/** What runs that pay out have in common. */
interface Run extends Stored {
  readonly year: number;
  readonly state: RunState;
  readonly totalFen: number;
  readonly simulatedBy: string;
  readonly approvedBy: readonly string[];
}

interface Decision<R extends Run> {
  readonly name: string;
  readonly model: Model<R>;
}

/** Approves a run. Two people must, and who simulated it is none of them (四眼原则). */
export function approve<R extends Run>(
  room: Room,
  caller: Caller,
  input: DecideRunInput,
  decision: Decision<R> & { readonly answer: (run: R) => { readonly __typename: string } },
) {
  const { name, model, answer } = decision;
  const request = { caller, name, idempotencyKey: input.idempotencyKey, input };
  return room.kernel.command(request, async (tx) => {
    const run = await inHand(model, tx, input.id);
    const state = afterRunStep(run.state, 'approve');
    if (!state) throw wrongState(caller, run.state, possibleRunSteps(run.state));
    if ([run.simulatedBy, ...run.approvedBy].includes(caller.subject)) throw fourEyes(caller);
    const after: R = { ...run, state, approvedBy: [...run.approvedBy, caller.subject] };
    await replace(model, tx, run, after);
    tx.audit({ action: name, recordId: run._id, before: run.state, after: state });
    return answer(after);
  });
}

/** The list of who is paid what, as a file. */
export interface PaidList {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Pays an approved run: posts its grants and keeps the paid list. */
export async function pay<R extends Run>(
  room: Room,
  caller: Caller,
  input: DecideRunInput,
  decision: Decision<R> & {
    readonly list: (run: R) => PaidList;
    readonly post: (tx: Tx, run: R) => Promise<void>;
    readonly answer: (run: R, file: StoredFile) => { readonly __typename: string };
  },
) {
  const { name, model } = decision;
  const request = { caller, name, idempotencyKey: input.idempotencyKey, input };
  return room.kernel.command(request, async (tx) => {
    const run = await inHand(model, tx, input.id);
    const state = afterRunStep(run.state, 'pay');
    if (!state) throw wrongState(caller, run.state, possibleRunSteps(run.state));
    await decision.post(tx, run);
    const after: R = { ...run, state };
    await replace(model, tx, run, after);
    const list = decision.list(run);
    const csv = `\uFEFF${stringify([list.header, ...list.rows], { escape_formulas: true })}`;
    const file = await room.kernel.files.save(list.name, 'text/csv; charset=utf-8', Buffer.from(csv), tx.session);
    tx.audit({ action: name, recordId: run._id, after: { totalFen: run.totalFen, file: file.id } });
    tx.emit({
      type: 'payout.paid',
      recordId: run._id,
      version: 1,
      payload: { year: run.year, totalFen: run.totalFen },
    });
    return decision.answer(after, file);
  });
}

async function inHand<R extends Run>(model: Model<R>, tx: Tx, id: string): Promise<R> {
  const run = await model.findById(id).session(tx.session).lean<R | null>();
  if (!run) throw notFound(tx.caller, id);
  return run;
}

async function replace<R extends Run>(model: Model<R>, tx: Tx, before: R, after: R): Promise<void> {
  const { state, approvedBy } = after;
  const where = { _id: before._id, state: before.state };
  const { matchedCount } = await model.updateOne(where as never, { $set: { state, approvedBy } } as never, {
    session: tx.session,
  });
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer ${before.state}`);
}

function fourEyes(caller: Caller): Refused {
  const message =
    caller.locale === 'zh'
      ? '须由两名不同人员批准，且测算人不得批准。'
      : 'Two different people must approve, neither of them who simulated it.';
  return new Refused({ __typename: 'FourEyes', message, by: caller.subject });
}
