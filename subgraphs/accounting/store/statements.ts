import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted, wrongState } from '../../../kernel/refusals.ts';
import { Refused, type Tx } from '../../../kernel/types.ts';
import { periodsOf } from '../../../ledger/domain/periods.ts';
import type { Entry, Statement } from '../../../ledger/models.ts';
import { type Settlement, settlementState, untouched } from '../domain/settlement.ts';
import { isPossible, possibleSteps, type StatementStep } from '../domain/statement-steps.ts';
import type { ClosePeriodInput } from '../generated/types.ts';
import { isAccountant, mayActAsCreditor, mayActAsDebtor, maySee } from './permissions.ts';
import type { Room } from './room.ts';

/** A statement with how far its settlement has come. */
export interface SettledStatement extends Statement {
  readonly settlement: Settlement;
}

export async function withSettlement(
  room: Room,
  statement: Statement,
  session?: ClientSession,
): Promise<SettledStatement> {
  const [settled] = await withSettlements(room, [statement], session);
  return settled ?? { ...statement, settlement: untouched(statement._id) };
}

/** One read for all. */
export async function withSettlements(room: Room, statements: readonly Statement[], session?: ClientSession) {
  const ids = statements.map((statement) => statement._id);
  const rows = await room.models.settlements
    .find({ _id: { $in: ids } })
    .session(session ?? null)
    .lean<Settlement[]>();
  const known = new Map(rows.map((row) => [row._id, row]));
  return statements.map((one) => ({ ...one, settlement: known.get(one._id) ?? untouched(one._id) }));
}

/** The statement if the caller may see it. */
export async function visibleStatement(room: Room, caller: Caller, id: string): Promise<SettledStatement | null> {
  const statement = await room.ledger.statements.get(id);
  if (!statement || !maySee(caller, [statement.debtor, statement.creditor], room.kernel.platform.id)) return null;
  return withSettlement(room, statement);
}

/** The entry if the caller may see it: as an accountant, an auditor, or for one of its parties. */
export async function visibleEntry(room: Room, caller: Caller, id: string): Promise<Entry | null> {
  const entry = await room.ledger.books.entry(id);
  return entry && maySee(caller, entry.parties, room.kernel.platform.id) ? entry : null;
}

/** The statements that an entry stands on, as far as the caller may see them. Cost: one indexed read for each debt on it. */
export async function statementsOf(room: Room, caller: Caller, entry: Entry): Promise<readonly SettledStatement[]> {
  const debts = entry.lines.filter((line) => line.account === 'OWES' && line.counterparty !== null);
  const found = await Promise.all(
    debts.map(({ party, counterparty }) =>
      room.ledger.statements.covering({ debtor: party, creditor: counterparty ?? '' }, entry.period),
    ),
  );
  const seen = found.filter(
    (one) => one !== null && maySee(caller, [one.debtor, one.creditor], room.kernel.platform.id),
  ) as Statement[];
  return withSettlements(room, seen);
}

/** Corrections of one source; beyond them nobody looks. */
const MOST_ENTRIES = 20;

/** The statements that a source's entries stand on, each once. Cost: one indexed read of its entries, and those of {@link statementsOf}. */
export async function statementsOfSource(
  room: Room,
  caller: Caller,
  sourceId: string,
): Promise<readonly SettledStatement[]> {
  const entries = await room.ledger.books.entries({ sourceId, first: MOST_ENTRIES });
  const found = await Promise.all(entries.map((entry) => statementsOf(room, caller, entry)));
  return [...new Map(found.flat().map((statement) => [statement._id, statement])).values()];
}

/** Closes a span that is over. The close itself runs in transactions of its own and may be repeated; the command keeps its answer. */
export async function closePeriod(room: Room, caller: Caller, input: ClosePeriodInput) {
  const { kernel, ledger } = room;
  const request = { caller, name: 'closePeriod', idempotencyKey: input.idempotencyKey, input };
  let issued: readonly Statement[] = [];
  const problem = spanProblem(room, caller, input.span);
  if (!problem) issued = await ledger.close(caller, input.span);
  return kernel.command(request, async (tx) => {
    if (problem) throw problem;
    tx.audit({ action: 'closeSpan', recordId: input.span, after: { statements: issued.length } });
    const statements = await withSettlements(room, issued, tx.session);
    return { __typename: 'ClosePeriodSuccess', span: input.span, statements };
  });
}

function spanProblem(room: Room, caller: Caller, span: string): Refused | null {
  if (!isAccountant(caller, room.kernel.platform.id)) return notPermitted(caller);
  try {
    const last = periodsOf(span).at(-1) ?? span;
    const endsAt = endOfMonth(last, room.kernel.platform.timeZone);
    return endsAt > room.kernel.clock.now() ? notOver(caller, endsAt) : null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const text = {
      zh: '应为月（2011-08）、季（2011-Q3）或半年（2011-H2）。',
      en: 'A month (2011-08), quarter (2011-Q3) or half-year (2011-H2).',
    };
    return invalidInput(caller, [{ field: 'span', text }]);
  }
}

function notOver(caller: Caller, endsAt: Date): Refused {
  const message =
    caller.locale === 'zh' ? '该期间尚未结束，不能结账。' : 'The span is not over yet: it cannot be closed.';
  return new Refused({ __typename: 'PeriodNotOver', message, endsAt });
}

/** The instant at which a month ends in a zone: the first one that falls into the next month, to the hour. */
export function endOfMonth(period: string, timeZone: string): Date {
  const year = Number(period.slice(0, 4));
  const month = Number(period.slice(5, 7));
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' });
  let hour = Date.UTC(year, month, 1) - 15 * 3_600_000;
  while (format.format(hour).slice(0, 7) <= period) hour += 3_600_000;
  return new Date(hour);
}

/** What one step on a statement does: the new settlement, and whatever is posted with it. */
export type StepWork = (tx: Tx, statement: SettledStatement) => Promise<Settlement>;

export interface StepRequest {
  readonly name: string;
  readonly success: string;
  readonly step: StatementStep;
  readonly actor: 'DEBTOR' | 'CREDITOR';
  readonly input: { readonly idempotencyKey: string; readonly statementId: string };
}

/** Takes a step on a statement: permission, transition table, work, audit, event: one place for all of them. */
export function takeStep(room: Room, caller: Caller, request: StepRequest, work: StepWork) {
  const { kernel } = room;
  const { name, success, step, actor, input } = request;
  const asked = { caller, name, idempotencyKey: input.idempotencyKey, input };
  return kernel.command(asked, async (tx) => {
    const before = await inHand(room, tx, input.statementId, actor);
    const state = settlementState(before.dueFen, before.settlement);
    if (!isPossible(step, state)) throw wrongState(caller, state, possibleSteps(state));
    const changed = await work(tx, before);
    const settlement: Settlement = { ...changed, version: before.settlement.version + 1 };
    await replaceSettlement(room, tx, settlement);
    const after = { ...before, settlement };
    const reached = settlementState(after.dueFen, settlement);
    tx.audit({ action: name, recordId: before._id, before: before.settlement, after: settlement });
    tx.emit({
      type: `statement.${PAST[step]}`,
      recordId: before._id,
      version: settlement.version + 1,
      payload: { number: before.number, debtor: before.debtor, creditor: before.creditor, state: reached },
    });
    return { __typename: success, statement: after };
  });
}

const PAST: Readonly<Record<StatementStep, string>> = {
  confirm: 'confirmed',
  dispute: 'disputed',
  answerDispute: 'answered',
  requestInvoice: 'invoiceRequested',
  issueInvoice: 'invoiced',
  issueRedInvoice: 'redInvoiced',
  recordReceipt: 'paid',
  writeOff: 'writtenOff',
};

async function inHand(room: Room, tx: Tx, id: string, actor: StepRequest['actor']): Promise<SettledStatement> {
  const platform = room.kernel.platform.id;
  const statement = await room.ledger.statements.get(id);
  if (!statement || !maySee(tx.caller, [statement.debtor, statement.creditor], platform)) throw notFound(tx.caller, id);
  const may =
    actor === 'DEBTOR'
      ? mayActAsDebtor(tx.caller, statement.debtor, platform)
      : mayActAsCreditor(tx.caller, statement.creditor, platform);
  if (!may) throw notPermitted(tx.caller);
  return withSettlement(room, statement, tx.session);
}

/** Writes the next version of a settlement. */
export async function replaceSettlement(room: Room, tx: Tx, settlement: Settlement): Promise<void> {
  const { settlements } = room.models;
  if (settlement.version === 1) {
    await settlements.insertMany([settlement], { session: tx.session });
    return;
  }
  const where = { _id: settlement._id, version: settlement.version - 1 };
  const { matchedCount } = await settlements.replaceOne(where, settlement, { session: tx.session });
  if (matchedCount !== 1) throw new Error(`${settlement._id} is no longer at version ${settlement.version - 1}`);
}
