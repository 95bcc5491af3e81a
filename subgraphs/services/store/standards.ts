import type { ClientSession } from 'mongoose';
import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { amended, type Change } from '../../../kernel/records/record-store.ts';
import { notPermitted, type Problem, refuseProblems, required, say } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { standardKey } from '../domain/matching.ts';
import { datedKey, isDated, meantIssue, type StandardStatus, successorsOf } from '../domain/standards.ts';
import type { StandardRow } from '../front-models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { command, type ServicesRoom } from './room.ts';

/** Predecessors that are followed back from a standard. */
const MOST_STEPS_BACK = 10;

export interface StandardFields {
  readonly number: string;
  readonly title: string;
  readonly titleEn?: string | null | undefined;
  readonly status: StandardStatus;
  readonly implementedOn?: string | null | undefined;
  readonly withdrawnOn?: string | null | undefined;
  readonly replacedBy?: readonly string[] | null | undefined;
}

/** Where a number led: `keys` are what items are found by. */
export interface StandardMatch {
  readonly asked: string;
  readonly standard: StandardRow | null;
  readonly successors: readonly StandardRow[];
  readonly notice: string | null;
  readonly keys: readonly string[];
}

const reader = (room: ServicesRoom, session?: ClientSession) => (keys: readonly string[]) =>
  room.front.standards
    .find({ _id: { $in: [...keys] } })
    .session(session ?? null)
    .lean<StandardRow[]>();

/** The standard that a number means; without a year the issue in force. */
export async function standardOf(
  room: ServicesRoom,
  number: string,
  session?: ClientSession,
): Promise<StandardRow | null> {
  if (isDated(number)) return (await reader(room, session)([datedKey(number)]))[0] ?? null;
  const issues = await room.front.standards
    .find({ key: standardKey(number) })
    .session(session ?? null)
    .lean<StandardRow[]>();
  return meantIssue(issues);
}

/** Where a number leads. Cost: one read, and one more for each replacement on the way. */
export async function matchStandard(room: ServicesRoom, caller: Caller, asked: string): Promise<StandardMatch> {
  const standard = await standardOf(room, asked);
  const own = { asked, standard, keys: [standardKey(asked)] };
  if (standard?.status !== 'WITHDRAWN') return { ...own, successors: [], notice: null };
  const { inForce, numbers } = await successorsOf(standard, reader(room));
  const named = inForce.length > 0 ? inForce.map(({ number }) => number) : numbers;
  const keys = [...new Set([...own.keys, ...inForce.map(({ key }) => key), ...numbers.map(standardKey)])];
  return { ...own, successors: inForce, notice: noticeOf(caller, standard, named), keys };
}

function noticeOf(caller: Caller, { number }: StandardRow, successors: readonly string[]): string {
  if (successors.length === 0)
    return say(caller, { zh: `${number} 已废止，无代替标准。`, en: `${number} is withdrawn and has no successor.` });
  return say(caller, {
    zh: `${number} 已废止，由 ${successors.join('、')} 代替；以下为按新标准检测的项目。`,
    en: `${number} is withdrawn: ${successors.join(', ')} took its place, and these are its tests.`,
  });
}

/** What is known of the standards of an item, in its order; unknown ones are left out. */
export async function standardsOf(room: ServicesRoom, numbers: readonly string[]): Promise<StandardRow[]> {
  const found = await Promise.all(numbers.map((number) => standardOf(room, number)));
  return found.flatMap((standard) => standard ?? []);
}

/** What a standard took the place of. */
export function predecessorsOf(room: ServicesRoom, key: string): Promise<StandardRow[]> {
  return room.front.standards.find({ replacedByKeys: key }).sort({ _id: 1 }).lean<StandardRow[]>();
}

export interface StandardFilter {
  readonly number?: string | null | undefined;
  readonly status?: StandardStatus | null | undefined;
}

/** Standards by number. */
export function standards(
  room: ServicesRoom,
  { number, status }: StandardFilter,
  page: PageRequest,
): Promise<Page<StandardRow>> {
  const start = number ? datedKey(number) : null;
  const where = {
    ...(status ? { status } : {}),
    ...(start ? { _id: { $gte: start, $lt: `${start}\uffff` } } : {}),
  };
  return pageOf(room.front.standards, where, { field: '_id', direction: 1 }, page);
}

/** Staff enters or changes one standard. */
export function putStandard(
  room: ServicesRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly standard: StandardFields },
): Promise<{ readonly __typename: string; readonly number: string } | RefusalValue> {
  return command(room, caller, 'putStandard', input, async (tx) => {
    if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    refuseProblems(caller, problemsOf(input.standard));
    const { changed } = await compareStandards(room, tx, [input.standard]);
    await saveStandards(room, tx, changed, 'putStandard');
    return { __typename: 'PutStandardSuccess', number: input.standard.number };
  });
}

function problemsOf({ number, title, replacedBy }: StandardFields): (Problem | null)[] {
  const undated = [number, ...(replacedBy ?? [])].find((one) => !isDated(one));
  const text = { zh: `“${undated}”缺少年号。`, en: `"${undated}" has no year of issue.` };
  return [
    required('standard.number', number),
    required('standard.title', title),
    undated === undefined ? null : { field: 'standard.number', text },
  ];
}

/** What of the given standards is new or changed, without writing; an empty `replacedBy` keeps what is known. */
export async function compareStandards(room: ServicesRoom, tx: Tx, given: readonly StandardFields[]) {
  const known = new Map(
    (await reader(room, tx.session)(given.map(({ number }) => datedKey(number)))).map((row) => [row._id, row]),
  );
  const rows = given.map((fields) => rowOf(fields, known.get(datedKey(fields.number)) ?? null));
  const changed = rows.filter((row) => row.version !== known.get(row._id)?.version);
  return { changed, created: changed.filter(({ version }) => version === 1).length };
}

function rowOf(fields: StandardFields, before: StandardRow | null): StandardRow {
  const replacedBy = fields.replacedBy?.length ? fields.replacedBy : (before?.replacedBy ?? []);
  const row = {
    _id: datedKey(fields.number),
    key: standardKey(fields.number),
    number: fields.number.trim(),
    title: fields.title.trim(),
    titleEn: fields.titleEn ?? before?.titleEn ?? null,
    status: fields.status,
    implementedOn: fields.implementedOn ?? before?.implementedOn ?? null,
    withdrawnOn: fields.withdrawnOn ?? before?.withdrawnOn ?? null,
    replacedBy: [...replacedBy],
    replacedByKeys: replacedBy.map(datedKey),
  };
  if (!before) return { ...row, version: 1 };
  const { version } = before;
  const same = Object.entries(row).every(
    ([field, value]) => JSON.stringify(value) === JSON.stringify(before[field as keyof StandardRow]),
  );
  return { ...row, version: same ? version : version + 1 };
}

/** Writes standards, and lets the items of their successors be found by the old numbers. */
export async function saveStandards(
  room: ServicesRoom,
  tx: Tx,
  rows: readonly StandardRow[],
  action: string,
): Promise<void> {
  if (rows.length === 0) return;
  const { session } = tx;
  for (const row of rows)
    await room.front.standards.replaceOne({ _id: row._id }, row as never, { upsert: true, session });
  const numbers = rows.map(({ number }) => number);
  tx.audit({ action, recordId: `${room.kernel.platform.id}:standard:${rows[0]?._id}`, after: { numbers } });
  await refreshItems(room, tx, rows, action);
}

async function refreshItems(room: ServicesRoom, tx: Tx, rows: readonly StandardRow[], action: string): Promise<void> {
  const led = await Promise.all(rows.map((row) => successorsOf(row, reader(room, tx.session))));
  const keys = new Set([...rows.map(({ key }) => key), ...led.flatMap(({ numbers }) => numbers.map(standardKey))]);
  const items = await room.items.model
    .find({ home: room.kernel.platform.id, standardKeys: { $in: [...keys] } })
    .session(tx.session)
    .lean<TestItemRecord[]>();
  const changes: Change<TestItemRecord>[] = [];
  for (const before of items) {
    const formerStandards = await formerNumbers(room, before.standards, tx.session);
    if (formerStandards.join() === (before.formerStandards ?? []).join()) continue;
    changes.push({ action, happened: 'amended', before, after: amended(before, { formerStandards }) });
  }
  if (changes.length > 0) await room.items.save(tx, changes);
}

/** The numbers that the given standards took the place of, over several steps: people still search by them. */
export async function formerNumbers(
  room: ServicesRoom,
  numbers: readonly string[],
  session?: ClientSession,
): Promise<string[]> {
  const found = new Map<string, string>();
  const started = await room.front.standards
    .find({ key: { $in: numbers.map(standardKey) } })
    .session(session ?? null)
    .lean<StandardRow[]>();
  let frontier = [...new Set([...numbers.map(datedKey), ...started.map(({ _id }) => _id)])];
  for (let step = 0; frontier.length > 0 && step < MOST_STEPS_BACK; step += 1) {
    const before = await room.front.standards
      .find({ replacedByKeys: { $in: frontier } })
      .session(session ?? null)
      .lean<StandardRow[]>();
    const fresh = before.filter(({ _id }) => !found.has(_id));
    for (const { _id, number } of fresh) found.set(_id, number);
    frontier = fresh.map(({ _id }) => _id);
  }
  return [...found.values()].sort();
}

/** Writes ready standards (seed), after the items that are found by them. */
export function loadStandards(room: ServicesRoom): (rows: readonly StandardFields[], tx: Tx) => Promise<void> {
  return async (rows, tx) => {
    const { changed } = await compareStandards(room, tx, rows);
    await saveStandards(room, tx, changed, 'load standard');
  };
}
