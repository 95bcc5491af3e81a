import type { Caller } from '../../../kernel/caller.ts';
import { contentHash } from '../../../kernel/canonical-json.ts';
import { notFound, type Problem, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { multiplyAndDivide } from '../../../ledger/domain/money.ts';
import type { Entry } from '../../../ledger/models.ts';
import { type Claim, type SubsidyRule, subsidise } from '../domain/subsidy.ts';
import type { DecideRunInput, PutSubsidyRuleInput, SimulateSubsidyInput } from '../generated/types.ts';
import type { SubsidyRunRow } from '../models.ts';
import { evidenceOf } from './evidence.ts';
import { notNegative } from './prices.ts';
import type { Room } from './room.ts';
import { approve, pay } from './runs.ts';

const EVIDENCE = ['INVOICE', 'REPORT', 'AGREEMENT'];
const PAYS = ['PROVIDER', 'CONSUMER'];

/** Stores a rule, new or in a new version; runs keep the version that they were computed by. */
export function putSubsidyRule(room: Room, caller: Caller, input: PutSubsidyRuleInput) {
  const { kernel, models } = room;
  const request = { caller, name: 'putSubsidyRule', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    refuseProblems(caller, ruleProblems(input));
    const before = input.id ? await models.subsidyRules.findById(input.id).session(tx.session).lean() : null;
    if (input.id && !before) throw notFound(caller, input.id);
    const rule: SubsidyRule = {
      _id: before?._id ?? kernel.newId('subsidyRule'),
      name: input.name.trim(),
      ratePercent: input.ratePercent,
      capPerInstrumentFen: input.capPerInstrumentFen ?? null,
      capPerUserFen: input.capPerUserFen ?? null,
      excludedKinds: input.excludedKinds ?? [],
      evidence: input.evidence ?? [],
      pays: input.pays === 'PROVIDER' ? 'PROVIDER' : 'CONSUMER',
      version: (before?.version ?? 0) + 1,
    };
    await models.subsidyRules.replaceOne({ _id: rule._id }, rule, { upsert: true, session: tx.session });
    tx.audit({ action: 'putSubsidyRule', recordId: rule._id, before, after: rule });
    return { __typename: 'PutSubsidyRuleSuccess', rule };
  });
}

/** Computes what a rule gives for a year, as a new version. */
export async function simulateSubsidy(room: Room, caller: Caller, input: SimulateSubsidyInput) {
  const { kernel, models } = room;
  const { year } = input;
  const claims = await claimsOf(room, year);
  const request = { caller, name: 'simulateSubsidy', idempotencyKey: input.idempotencyKey, input };
  return kernel.command(request, async (tx) => {
    const rule = await models.subsidyRules.findById(input.ruleId).session(tx.session).lean();
    if (!rule) throw notFound(caller, input.ruleId);
    const lines = subsidise(rule, claims, (fen, percent) => multiplyAndDivide(fen, percent, 100));
    const run: SubsidyRunRow = {
      _id: kernel.newId('subsidyRun'),
      year,
      version: (await models.subsidyRuns.countDocuments({ year }).session(tx.session)) + 1,
      state: 'SIMULATED',
      rule,
      lines,
      totalFen: lines.reduce((sum, line) => sum + line.fen, 0),
      inputsHash: contentHash({ year, rule, claims }),
      simulatedBy: caller.subject,
      approvedBy: [],
    };
    await models.subsidyRuns.insertMany([run], { session: tx.session });
    tx.audit({ action: 'simulateSubsidy', recordId: run._id, after: { year, rule: rule._id, totalFen: run.totalFen } });
    return { __typename: 'SimulateSubsidySuccess', run };
  });
}

export function approveSubsidy(room: Room, caller: Caller, input: DecideRunInput) {
  return approve(room, caller, input, {
    name: 'approveSubsidy',
    model: room.models.subsidyRuns,
    answer: (run) => ({ __typename: 'ApproveSubsidySuccess', run }),
  });
}

export function paySubsidy(room: Room, caller: Caller, input: DecideRunInput) {
  return pay(room, caller, input, {
    name: 'paySubsidy',
    model: room.models.subsidyRuns,
    list: (run) => ({
      name: `subsidy-${run.year}-v${run.version}.csv`,
      header: ['payee', 'entry', 'subject', 'base_fen', 'fen', 'reason'],
      rows: run.lines.map((line) => [
        line.payee,
        line.entryId,
        line.subjectId,
        line.baseFen,
        line.fen,
        line.reason ?? '',
      ]),
    }),
    post: (tx, run) => postAll(room, tx, run),
    answer: (run, file) => ({ __typename: 'PaySubsidySuccess', run, file }),
  });
}

async function postAll(room: Room, tx: Tx, run: SubsidyRunRow): Promise<void> {
  const byPayee = Map.groupBy(run.lines, (line) => line.payee);
  for (const [payee, lines] of byPayee) {
    const fen = lines.reduce((sum, line) => sum + line.fen, 0);
    if (fen === 0) continue;
    const source = { id: `${run._id}|${payee}`, kind: 'grant' };
    const payment = {
      source,
      debtor: room.kernel.platform.id,
      creditor: payee,
      fen,
      text: `${run.year} ${run.rule.name}`,
    };
    await room.ledger.payments.grant(tx, 'SUBSIDY', payment);
  }
}

async function claimsOf(room: Room, year: number): Promise<readonly Claim[]> {
  const entries = await room.ledger.books.services(`${year}-01`, `${year}-12`);
  const paid = entries.filter((entry) => entry.netFen > 0);
  const evidence = await evidenceOf(room, paid);
  return paid.map((entry) => claimOf(entry, evidence.get(entry._id) ?? []));
}

function claimOf(entry: Entry, evidence: readonly string[]): Claim {
  const income = entry.lines.find((line) => line.account === 'INCOME');
  return {
    entryId: entry._id,
    sourceKind: entry.sourceKind,
    provider: income?.party ?? '',
    consumer: income?.counterparty ?? '',
    subjectId: entry.subjectIds[0] ?? entry.sourceId,
    netFen: entry.netFen,
    evidence,
  };
}

function ruleProblems(input: PutSubsidyRuleInput): readonly (Problem | null)[] {
  const unknown = (input.evidence ?? []).find((kind) => !EVIDENCE.includes(kind));
  const oneOf = (names: readonly string[]) => ({ zh: `可选：${names.join('、')}`, en: `One of ${names.join(', ')}` });
  const percent = input.ratePercent >= 0 && input.ratePercent <= 100;
  return [
    required('name', input.name),
    percent ? null : { field: 'ratePercent', text: { zh: '应为 0 到 100 的整数。', en: 'From 0 to 100.' } },
    notNegative('capPerInstrumentFen', input.capPerInstrumentFen ?? 0),
    notNegative('capPerUserFen', input.capPerUserFen ?? 0),
    unknown === undefined ? null : { field: 'evidence', text: oneOf(EVIDENCE) },
    PAYS.includes(input.pays ?? 'CONSUMER') ? null : { field: 'pays', text: oneOf(PAYS) },
  ];
}
