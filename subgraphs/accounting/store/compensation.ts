import type { Caller } from '../../../kernel/caller.ts';
import { contentHash } from '../../../kernel/canonical-json.ts';
import { refuseProblems } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { distribute } from '../../../ledger/domain/money.ts';
import { compensate, isSound, type Served } from '../domain/compensation.ts';
import type { DecideRunInput, SimulateCompensationInput } from '../generated/types.ts';
import type { CompensationRow } from '../models.ts';
import { notNegative } from './prices.ts';
import type { Room } from './room.ts';
import { approve, type PaidList, pay } from './runs.ts';

/** Computes a year's compensation anew, as a new version; nothing is posted before two people approve and it is paid. */
export async function simulateCompensation(room: Room, caller: Caller, input: SimulateCompensationInput) {
  const { kernel, models } = room;
  const served = await servedIn(room, input.year);
  const request = { caller, name: 'simulateCompensation', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    refuseProblems(caller, [
      notNegative('budgetFen', input.budgetFen),
      isSound(input.formula)
        ? null
        : { field: 'formula', text: { zh: '权重之和应为 100。', en: 'The weights must sum to 100.' } },
    ]);
    const { year, budgetFen, formula } = input;
    const lines = compensate(budgetFen, formula, served, distribute);
    const compensation: CompensationRow = {
      _id: kernel.newId('compensation'),
      year,
      version: (await models.compensations.countDocuments({ year }).session(tx.session)) + 1,
      state: 'SIMULATED',
      budgetFen,
      formula,
      lines,
      totalFen: lines.reduce((sum, line) => sum + line.fen, 0),
      inputsHash: contentHash({ year, budgetFen, formula, served }),
      simulatedBy: caller.subject,
      approvedBy: [],
    };
    await models.compensations.insertMany([compensation], { session: tx.session });
    tx.audit({ action: 'simulateCompensation', recordId: compensation._id, after: { year, budgetFen, formula } });
    return { __typename: 'SimulateCompensationSuccess', compensation };
  });
}

export function approveCompensation(room: Room, caller: Caller, input: DecideRunInput) {
  return approve(room, caller, input, {
    name: 'approveCompensation',
    model: room.models.compensations,
    answer: (compensation) => ({ __typename: 'ApproveCompensationSuccess', compensation }),
  });
}

/** Posts what the platform owes each payee from now on, and keeps the paid list as a file. */
export function payCompensation(room: Room, caller: Caller, input: DecideRunInput) {
  return pay(room, caller, input, {
    name: 'payCompensation',
    model: room.models.compensations,
    list: paidList,
    post: (tx, run) => postAll(room, tx, run),
    answer: (compensation, file) => ({ __typename: 'PayCompensationSuccess', compensation, file }),
  });
}

async function postAll(room: Room, tx: Tx, run: CompensationRow): Promise<void> {
  for (const line of run.lines.filter((one) => one.fen > 0)) {
    const source = { id: `${run._id}|${line.payee}`, kind: 'grant' };
    const payment = {
      source,
      debtor: room.kernel.platform.id,
      creditor: line.payee,
      fen: line.fen,
      text: `${run.year} 年末补偿`,
    };
    await room.ledger.payments.grant(tx, 'COMPENSATION', payment);
  }
}

function paidList(run: CompensationRow): PaidList {
  return {
    name: `compensation-${run.year}-v${run.version}.csv`,
    header: ['payee', 'count', 'minutes', 'effect', 'fen'],
    rows: run.lines.map((line) => [line.payee, line.count, line.minutes, line.effect, line.fen]),
  };
}

/** What was served in a year: units' services from the journal, experts' and ratings from the service records. The platform's own don't count. */
async function servedIn(room: Room, year: number): Promise<readonly Served[]> {
  const served = new Map<string, Served>();
  const add = (payee: string, count: number, minutes: number, effect: number): void => {
    const before = served.get(payee) ?? { payee, count: 0, minutes: 0, effect: 0 };
    served.set(payee, {
      payee,
      count: before.count + count,
      minutes: before.minutes + minutes,
      effect: before.effect + effect,
    });
  };
  const centres = await room.units.find({ kind: 'PLATFORM_CENTRE' }).select({ _id: 1 }).lean();
  const own = new Set([room.kernel.platform.id, ...centres.map((unit) => unit._id)]);
  for (const entry of await room.ledger.books.services(`${year}-01`, `${year}-12`)) {
    const provider = entry.lines.find((line) => line.account === 'INCOME')?.party;
    if (provider && !own.has(provider)) add(provider, 1, entry.minutes, 0);
  }
  for (const sum of await room.ledger.serviceRecords.ofYear(year)) add(sum.payee, sum.count, sum.minutes, sum.effect);
  return [...served.values()].toSorted((a, b) => (a.payee < b.payee ? -1 : 1));
}
