import { isDeepStrictEqual } from 'node:util';
import { ledgerModels, type Statement } from '../../ledger/models.ts';
import type { Step } from './protocol.ts';
import { CONSUMERS, LIMIT_FEN, LIMITED, PURSE_FEN, PURSES, take, type World } from './world.ts';

/** All that must hold of the books at rest. Returns what doesn't, in words. */
export async function broken(world: World): Promise<readonly string[]> {
  const found = await Promise.all([balances(world), debtors(world), purses(world), statements(world)]);
  return found.flat();
}

/** Zero in minutes and fen; and what closed periods were summed to is what their entries say. */
async function balances({ ledger }: World): Promise<string[]> {
  const { minutes, fen } = await ledger.trialBalance();
  const wrong = minutes === 0 && fen === 0 ? [] : [`trial balance is ${minutes} minutes and ${fen} fen`];
  const same = isDeepStrictEqual(await ledger.books.accounts(), await ledger.books.recount());
  return same ? wrong : [...wrong, 'the sums of closed periods are not what their entries say'];
}

/** What is kept of a debtor equals its lines, and a limited one holds and owes no more than it may. */
async function debtors({ ledger }: World): Promise<string[]> {
  const wrong: string[] = [];
  for (const id of CONSUMERS) {
    const { heldFen, owedFen } = await ledger.parties.get(id);
    const accounts = await ledger.books.accounts({ party: id });
    const sum = (account: string) => accounts.find((row) => row.account === account)?.fen ?? 0;
    if (heldFen !== sum('HELD') || owedFen !== sum('OWES'))
      wrong.push(`${id}: kept ${heldFen}/${owedFen}, lines ${sum('HELD')}/${sum('OWES')}`);
    if (heldFen < 0) wrong.push(`${id} holds ${heldFen}`);
    if (LIMITED.has(id) && heldFen + owedFen > LIMIT_FEN)
      wrong.push(`${id}: ${heldFen} held, ${owedFen} owed, over its limit`);
  }
  return wrong;
}

/** No fen of a purse appears or is spent twice. */
async function purses({ ledger, kernel }: World): Promise<string[]> {
  const models = ledgerModels(kernel.connection);
  const wrong: string[] = [];
  for (const id of PURSES) {
    const purse = await ledger.purses.get(id);
    const holds = await models.purseHolds.find({ purseId: id }).lean();
    const sum = (state: string) =>
      holds.filter((hold) => hold.state === state).reduce((fen, hold) => fen + hold.fen, 0);
    const { freeFen = 0, heldFen = 0, spentFen = 0 } = purse ?? {};
    if (freeFen < 0 || freeFen + heldFen + spentFen !== PURSE_FEN)
      wrong.push(`${id}: ${freeFen} + ${heldFen} + ${spentFen}`);
    if (sum('HELD') !== heldFen || sum('REDEEMED') !== spentFen)
      wrong.push(`${id}: holds ${sum('HELD')}/${sum('REDEEMED')}, kept ${heldFen}/${spentFen}`);
  }
  return wrong;
}

/** Every closed statement says what its periods' entries say, and the chains verify: no posting slipped into a closed period. */
async function statements({ ledger, kernel }: World): Promise<string[]> {
  const models = ledgerModels(kernel.connection);
  const wrong: string[] = [];
  const all = await models.statements.find({}).lean<Statement[]>();
  const pairs = new Map(all.map(({ debtor, creditor }) => [`${debtor}|${creditor}`, { debtor, creditor }]));
  for (const pair of pairs.values()) {
    const { brokenAt } = await ledger.statements.verify(pair);
    if (brokenAt) wrong.push(`statement ${brokenAt} does not fit its chain`);
  }
  for (const { _id, debtor, creditor, from, to, openingFen, closingFen, lineCount } of all) {
    const entries = await models.entries.find({ parties: debtor, period: { $gte: from, $lte: to } }).lean();
    const owed = entries.map((entry) =>
      entry.lines.filter((one) => one.account === 'OWES' && one.party === debtor && one.counterparty === creditor),
    );
    const own = owed.filter((lines) => lines.length > 0);
    const fen = own.flat().reduce((sum, one) => sum + one.fen, 0);
    if (own.length !== lineCount || openingFen + fen !== closingFen)
      wrong.push(`statement ${_id} says ${lineCount} lines, its periods have ${own.length}`);
  }
  return wrong;
}

/** Repeats steps that were acknowledged before the process died: each must be there, and create nothing. */
export async function replay(world: World, steps: readonly Step[]): Promise<readonly string[]> {
  const models = ledgerModels(world.kernel.connection);
  const before = await models.entries.countDocuments({});
  const wrong: string[] = [];
  for (const step of steps) {
    if (!(await models.entries.exists({ sourceId: step.sourceId })))
      wrong.push(`${step.action} of ${step.sourceId} was acknowledged and is lost`);
    await take(world, step).catch((error: unknown) =>
      wrong.push(`${step.action} of ${step.sourceId} repeated: ${error}`),
    );
  }
  const created = (await models.entries.countDocuments({})) - before;
  if (created !== 0) wrong.push(`repeating ${steps.length} steps created ${created} entries`);
  return wrong;
}
