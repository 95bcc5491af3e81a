import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import {
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  say,
  type Text,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { type Candidate, candidatesOf, fittingRule, type LeftOut } from '../domain/dispatch-rules.ts';
import { standardKey } from '../domain/matching.ts';
import type { DispatchRuleRow } from '../front-models.ts';
import type { TestRequestRow } from '../models.ts';
import { offers } from './able-units.ts';
import { maySeeRequest, requestById } from './reads.ts';
import { command, type ServicesRoom, unitById } from './room.ts';

const IN_WORK: readonly TestRequestRow['state'][] = ['TAKEN', 'IN_PROGRESS', 'TESTED'];

export interface PutRuleInput {
  readonly idempotencyKey: string;
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly priority: number;
  readonly active?: boolean | null | undefined;
  readonly categories?: readonly string[] | null | undefined;
  readonly standards?: readonly string[] | null | undefined;
  readonly districts?: readonly string[] | null | undefined;
  readonly unitIds?: readonly string[] | null | undefined;
  readonly mostUnits?: number | null | undefined;
  readonly mostInWork?: number | null | undefined;
  readonly mode?: DispatchRuleRow['mode'] | null | undefined;
  readonly automatic?: boolean | null | undefined;
}

/** What the rules propose for a request. */
export interface Proposal {
  readonly rule: DispatchRuleRow | null;
  readonly mode: DispatchRuleRow['mode'];
  readonly candidates: readonly Candidate[];
}

export function dispatchRules(room: ServicesRoom): Promise<DispatchRuleRow[]> {
  return room.front.rules.find({}).sort({ priority: 1, _id: 1 }).limit(200).lean<DispatchRuleRow[]>();
}

/** Staff enters or changes a rule. */
export function putDispatchRule(
  room: ServicesRoom,
  caller: Caller,
  input: PutRuleInput,
): Promise<{ readonly __typename: string; readonly rule: DispatchRuleRow } | RefusalValue> {
  return command(room, caller, 'putDispatchRule', input, async (tx) => {
    if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    refuseProblems(caller, problemsOf(input));
    const { session } = tx;
    const before = input.id
      ? await room.front.rules.findById(input.id).session(session).lean<DispatchRuleRow | null>()
      : null;
    if (input.id && !before) throw notFound(caller, input.id);
    for (const unitId of input.unitIds ?? [])
      if (!(await unitById(room, unitId, session))) throw notFound(caller, unitId);
    const rule = ruleOf(input, before?._id ?? room.kernel.newId('dispatchRule'), (before?.version ?? 0) + 1);
    await room.front.rules.replaceOne({ _id: rule._id }, rule as never, { upsert: true, session });
    tx.audit({ action: 'putDispatchRule', recordId: rule._id, before, after: rule });
    return { __typename: 'PutDispatchRuleSuccess', rule };
  });
}

function problemsOf(input: PutRuleInput): (Problem | null)[] {
  const positive = (field: 'mostUnits' | 'mostInWork'): Problem | null =>
    (input[field] ?? 1) > 0 ? null : { field, text: { zh: '须为正数。', en: 'Must be positive.' } };
  return [required('name', input.name), positive('mostUnits'), positive('mostInWork')];
}

function ruleOf(input: PutRuleInput, _id: string, version: number): DispatchRuleRow {
  const standards = [...(input.standards ?? [])];
  return {
    _id,
    name: input.name.trim(),
    priority: input.priority,
    active: input.active ?? true,
    categories: [...(input.categories ?? [])],
    standards,
    standardKeys: standards.map(standardKey),
    districts: [...(input.districts ?? [])],
    unitIds: [...(input.unitIds ?? [])],
    mostUnits: input.mostUnits ?? null,
    mostInWork: input.mostInWork ?? null,
    mode: input.mode ?? 'FIRST_COME',
    automatic: input.automatic ?? false,
    version,
  };
}

/** What the rules say about a request. Cost: the active rules, the items, and one count a unit that could. */
export async function proposalFor(
  room: ServicesRoom,
  tx: Pick<Tx, 'session'> | null,
  request: TestRequestRow,
): Promise<Proposal> {
  const session = tx?.session ?? null;
  const { wanted, able } = await offers(room, tx, request);
  const firm = request.firmId ? await unitById(room, request.firmId, tx?.session) : null;
  const rules = await room.front.rules.find({ active: true }).session(session).lean<DispatchRuleRow[]>();
  const rule = fittingRule(rules, {
    categories: wanted.flatMap(({ category }) => category ?? []),
    standardKeys: wanted.flatMap(({ standardKeys }) => [...standardKeys]),
    district: firm?.district ?? null,
  });
  const load = new Map<string, number>();
  for (const takenBy of able)
    load.set(takenBy, await room.models.requests.countDocuments({ takenBy, state: { $in: IN_WORK } }).session(session));
  return { rule, mode: rule?.mode ?? 'FIRST_COME', candidates: candidatesOf(rule, able, load) };
}

/** The proposal for a request that the caller may see; null otherwise. */
export async function dispatchProposal(room: ServicesRoom, caller: Caller, id: string): Promise<Proposal | null> {
  const request = await requestById(room, id);
  const own = request && request.home === room.kernel.platform.id && maySeeRequest(room, caller, request);
  return own ? proposalFor(room, null, request) : null;
}

/** The units that the proposal asks, without those that were asked already. */
export function proposedUnits({ candidates }: Proposal, request: TestRequestRow): string[] {
  return candidates.flatMap(({ unitId, leftOut }) =>
    leftOut === null && !request.askedUnitIds.includes(unitId) ? [unitId] : [],
  );
}

const LEFT_OUT: Readonly<Record<LeftOut, Text>> = {
  NOT_NAMED: { zh: '规则未指定该单位。', en: 'The rule does not name it.' },
  BUSY: { zh: '在检数量已达上限。', en: 'It has as much in work as the rule allows.' },
  BEYOND_MOST: { zh: '超出派单单位数。', en: 'The rule asks fewer units.' },
};

/** Why a candidate is not proposed, in the caller's language. */
export function whyLeftOut(caller: Caller, { leftOut }: Candidate): string | null {
  return leftOut === null ? null : say(caller, LEFT_OUT[leftOut]);
}
