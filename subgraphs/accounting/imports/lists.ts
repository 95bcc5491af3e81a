import { systemCaller } from '../../../kernel/caller.ts';
import { dayIn } from '../../../kernel/counters/month.ts';
import type { Tx } from '../../../kernel/types.ts';
import { PostingConflict } from '../../../ledger/errors.ts';
import type { ServicePosting } from '../../../ledger/types.ts';
import type { FileImporter } from '../../create-subgraph.ts';
import { recordReceipt } from '../store/payments.ts';
import type { Room } from '../store/room.ts';
import { dayOf, fenOf, problem, type Row } from './columns.ts';
import { type Outcome, runList } from './run.ts';

/** The operator's imports: balances and services from before this ledger, and the bank's list of receipts (the file payment channel). */
export function importersOf(room: Room): Readonly<Record<string, FileImporter>> {
  return {
    openingBalances: (file) => runList('openingBalances', file, (row, dryRun) => openingBalance(room, row, dryRun)),
    pastServices: (file) => runList('pastServices', file, (row, dryRun) => pastService(room, row, dryRun)),
    bankReceipts: (file) => runList('bankReceipts', file, (row, dryRun) => bankReceipt(room, row, dryRun)),
  };
}

async function openingBalance(room: Room, row: Row, dryRun: boolean): Promise<Outcome> {
  const fen = fenOf(row.amount ?? '');
  const at = noonOf(room, row.date ?? '');
  const debtor = await partyOf(room, row.debtor ?? '');
  const creditor = await partyOf(room, row.creditor ?? '');
  if (fen === null || fen <= 0)
    return problem('amount', '金额应为正数，最多两位小数。', 'A positive amount with at most two places.');
  if (!at) return NO_DAY;
  if (!debtor) return noParty('debtor', row.debtor);
  if (!creditor) return noParty('creditor', row.creditor);
  const source = { id: `import:balance:${row.reference}`, kind: 'broughtForward' };
  const payment = { source, debtor, creditor, fen, at, text: `期初 ${row.reference}` };
  return posted(room, source.id, dryRun, (tx) => room.ledger.payments.bringForward(tx, payment));
}

async function pastService(room: Room, row: Row, dryRun: boolean): Promise<Outcome> {
  const listFen = fenOf(row.list ?? '');
  const waiverFen = row.waiver ? fenOf(row.waiver) : 0;
  const minutes = Number(row.minutes || '0');
  const at = noonOf(room, row.date ?? '');
  const provider = await partyOf(room, row.provider ?? '');
  const consumer = await partyOf(room, row.consumer ?? '');
  if (listFen === null || listFen < 0) return problem('list', '标准价格式有误。', 'The list price is no amount.');
  if (waiverFen === null || waiverFen < 0 || waiverFen > listFen)
    return problem('waiver', '减免应在 0 与标准价之间。', 'Between 0 and the list price.');
  if (!Number.isSafeInteger(minutes) || minutes < 0) return problem('minutes', '机时应为整数分钟。', 'Whole minutes.');
  if (!at) return NO_DAY;
  if (!provider) return noParty('provider', row.provider);
  if (!consumer) return noParty('consumer', row.consumer);
  const posting: ServicePosting = {
    source: { id: `import:service:${row.reference}`, kind: 'importedService' },
    parties: { provider, consumer, collector: provider, via: [] },
    minutes,
    price: { listFen, waiverFen, netFen: listFen - waiverFen, agreementId: null, lines: [] },
    effectiveAt: at,
    side: 'PROVIDER',
    unitId: provider,
    text: row.text || (row.reference ?? ''),
  };
  return posted(room, posting.source.id, dryRun, (tx) => room.ledger.settle(tx, posting));
}

async function bankReceipt(room: Room, row: Row, dryRun: boolean): Promise<Outcome> {
  const fen = fenOf(row.amount ?? '');
  const receivedAt = noonOf(room, row.date ?? '');
  const statement = await room.ledger.statements.byNumber(row.statement ?? '');
  if (fen === null || fen <= 0)
    return problem('amount', '金额应为正数，最多两位小数。', 'A positive amount with at most two places.');
  if (!receivedAt) return NO_DAY;
  if (!statement)
    return problem('statement', `没有结算单 ${row.statement}。`, `There is no statement ${row.statement}.`);
  const reference = row.reference ?? '';
  const settlement = await room.models.settlements.findById(statement._id).lean();
  if (settlement?.receipts.some((one) => one.reference === reference && one.fen === fen)) return 'UNCHANGED';
  if (dryRun) return 'CREATED';
  const input = {
    idempotencyKey: `bank:${reference}:${fen}:${statement._id}`,
    statementId: statement._id,
    fen,
    channel: 'bank',
    reference,
    receivedAt,
  };
  const answer = await recordReceipt(room, importer(room), input);
  if (answer.__typename === 'RecordReceiptSuccess') return 'CREATED';
  const message = 'message' in answer ? String(answer.message) : answer.__typename;
  return problem('amount', message, message);
}

/** Posts in a transaction of its own. A row that says something else under a reference that is posted already is a problem of the row. */
async function posted(
  room: Room,
  sourceId: string,
  dryRun: boolean,
  post: (tx: Tx) => Promise<unknown>,
): Promise<Outcome> {
  const { kernel, ledger } = room;
  try {
    return await kernel.transact(importer(room), async (tx) => {
      const known = (await ledger.books.entries({ sourceId, first: 1 }, tx.session)).length > 0;
      await post(tx);
      if (dryRun) throw new DryRun(!known);
      return known ? 'UNCHANGED' : 'CREATED';
    });
  } catch (error) {
    if (error instanceof DryRun) return error.created ? 'CREATED' : 'UNCHANGED';
    if (!(error instanceof PostingConflict)) throw error;
    return problem('reference', '该编号已入账且内容不同。', 'This reference was posted with another content.');
  }
}

/** Ends the transaction of a dry run: everything was tried, nothing is kept. */
class DryRun extends Error {
  readonly created: boolean;

  constructor(created: boolean) {
    super('dry run');
    this.created = created;
  }
}

const NO_DAY = problem('date', '日期格式有误。', 'This is no day.');

function noParty(field: string, name = '') {
  return problem(field, `没有单位“${name}”。`, `There is no unit "${name}".`);
}

/** A party by global id, by the platform's id, or by a unit's exact name. */
async function partyOf(room: Room, text: string): Promise<string | null> {
  if (text === room.kernel.platform.id || /^\w+:(unit|account|expert|researchGroup):\S+$/.test(text)) return text;
  const unit = await room.units.findOne({ name: text }).lean();
  return unit?._id ?? null;
}

/** Noon of the day in the platform's zone, so that the entry falls on that day whatever the zone's offset. */
function noonOf(room: Room, text: string): Date | null {
  const day = dayOf(text);
  if (!day) return null;
  const noon = Date.parse(`${day}T12:00:00Z`);
  const hours = [0, -12, 12].find(
    (shift) => dayIn(room.kernel.platform.timeZone, new Date(noon + shift * 3_600_000)) === day,
  );
  return new Date(noon + (hours ?? 0) * 3_600_000);
}

function importer(room: Room) {
  return systemCaller(room.kernel.platform.id, 'accounting.import');
}
