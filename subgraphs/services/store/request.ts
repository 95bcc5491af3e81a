import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { maySee } from '../../../kernel/records/shared-fields.ts';
import { notFound, notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { SampleRow, TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { notifyAbout, tellRequest } from './advance.ts';
import { deadlinesFor } from './deadlines.ts';
import { filesOf } from './files.ts';
import { requestRemote } from './mirror.ts';
import { quoteOf, userClassOf } from './pricing.ts';
import { blankRequest, problemsOf, whoAsks } from './request-form.ts';
import { command, nextNumber, type ServicesRoom } from './room.ts';
import type { RequestSuccess, RequestTestInput } from './wish.ts';

/** Files a test request here, or at the home platform of its items. Shows the estimate of the unit whose items were picked. */
export async function requestTest(
  room: ServicesRoom,
  caller: Caller,
  input: RequestTestInput,
): Promise<RequestSuccess | RefusalValue> {
  const home = platformOf(input.items[0]?.testItemId ?? '');
  if (input.items.length > 0 && home !== room.kernel.platform.id) return requestRemote(room, caller, input);
  return command(room, caller, 'requestTest', input, async (tx) => {
    refuseProblems(caller, problemsOf(input));
    const asStaff = input.onBehalfOf || (input.channel ?? 'ONLINE') !== 'ONLINE';
    if (asStaff && !holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    const items = await offeredItems(room, tx, input);
    const request = await freshRequest(room, tx, input, items);
    await room.models.requests.insertMany([request], { session: tx.session });
    await room.models.samples.insertMany(await freshSamples(room, tx, request._id, input), { session: tx.session });
    tx.audit({ action: 'requestTest', recordId: request._id, after: { state: request.state, items: request.items } });
    await tellRequest(room, tx, request, 'requested');
    notifyAbout(tx, request, 'testRequest.requested', [room.kernel.platform.id]);
    return { __typename: 'RequestTestSuccess', testRequestId: request._id };
  });
}

/** The items asked for. Throws `NotFound` for one that the caller may not see. */
async function offeredItems(room: ServicesRoom, tx: Tx, input: RequestTestInput): Promise<TestItemRecord[]> {
  const items: TestItemRecord[] = [];
  for (const { testItemId } of input.items) {
    const item = await room.items.byId(testItemId, tx.session);
    const isOffered = item && !item.withdrawn && maySee(tx.caller, room.kernel.platform.id, item);
    if (!isOffered) throw notFound(tx.caller, testItemId);
    items.push(item);
  }
  return items;
}

async function freshRequest(
  room: ServicesRoom,
  tx: Tx,
  input: RequestTestInput,
  items: readonly TestItemRecord[],
): Promise<TestRequestRow> {
  const who = whoAsks(tx.caller, input);
  const userClass = await userClassOf(room, who.firmId, who.isFirm, items[0]?.unitId ?? null, tx.session);
  const requested = input.items.map(({ testItemId, sampleCount }) => ({
    testItemId,
    sampleCount: sampleCount ?? input.samples.length,
  }));
  const payer = { ...who, userClass, items: requested };
  const price = await quoteOf(room, payer, items, null, tx.now, tx.session);
  const state = 'REQUESTED' as const;
  const request: TestRequestRow = {
    ...blankRequest(input, tx.now),
    _id: room.kernel.newId('testRequest'),
    home: room.kernel.platform.id,
    state,
    items: requested,
    ...who,
    enteredBy: tx.caller.subject,
    price,
    userClass,
    attachments: await filesOf(room.kernel, tx, input.attachmentIds),
    history: [{ step: 'requestTest', state, at: tx.now, by: tx.caller.subject, reason: null }],
    version: 1,
  };
  return { ...request, deadlines: await deadlinesFor(room, tx, request, 'requestTest') };
}

/** The samples of a request, with the codes of their labels. */
export async function freshSamples(
  room: ServicesRoom,
  tx: Tx,
  testRequestId: string,
  input: RequestTestInput,
): Promise<SampleRow[]> {
  const year = tx.now.toISOString().slice(0, 4);
  const number = await nextNumber(room, tx, `request|${year}`);
  return input.samples.map(({ name, note }, index) => ({
    _id: room.kernel.newId('sample'),
    testRequestId,
    position: index + 1,
    name: name.trim(),
    code: `${room.kernel.platform.id.toUpperCase()}-${year}-${String(number).padStart(6, '0')}-${String(index + 1).padStart(2, '0')}`,
    state: 'ANNOUNCED',
    note: note ?? null,
    receivedAt: null,
    custody: [],
    unitId: null,
  }));
}
