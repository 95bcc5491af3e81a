import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { intentKey, partnerIntents } from '../../../kernel/partner-intents.ts';
import { notPermitted, type Problem, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { TestRequestRow } from '../models.ts';
import { applyPartnerRequest, type PartnerRequestData } from './mirror-apply.ts';
import { requestById } from './reads.ts';
import { blankRequest, problemsOf, whoAsks } from './request-form.ts';
import { command, isRefusal, type ServicesRoom, unitById } from './room.ts';
import type { RequestSuccess, RequestTestInput } from './wish.ts';

const FIELDS = `id idempotencyKey kind state version title reason details
  charge { listFen waiverFen netFen waivedBy final }`;
const OUTCOME = `__typename ... on PartnerRequest { ${FIELDS} } ... on PartnerRefusal { refusal message details }`;
const REQUEST = `mutation Ask($input: PartnerTestRequestInput!) { requestTest(input: $input) { ${OUTCOME} } }`;
const WITHDRAW = `mutation Withdraw($input: PartnerCancelInput!) { withdrawRequest(input: $input) { ${OUTCOME} } }`;
const BY_KEY = `query Known($keys: [String!]!) { requestsByKey(idempotencyKeys: $keys) { ${FIELDS} } }`;

/** Files a request at the items' home platform: a `PENDING` mirror first, then the call under its key. */
export async function requestRemote(
  room: ServicesRoom,
  caller: Caller,
  input: RequestTestInput,
): Promise<RequestSuccess | RefusalValue> {
  const intent = await command(room, caller, 'requestTest', input, async (tx) => {
    refuseProblems(caller, [...problemsOf(input), remoteFiles(input)]);
    if (input.onBehalfOf) throw notPermitted(caller);
    const mirror = mirrorOf(room, tx, input);
    await room.models.requests.insertMany([mirror], { session: tx.session });
    return { __typename: 'RequestTestSuccess', testRequestId: mirror._id };
  });
  if (isRefusal(intent)) return intent;
  const mirror = await requestById(room, intent.testRequestId);
  if (!mirror) throw new Error(`the mirror ${intent.testRequestId} is gone`);
  if (mirror.state !== 'PENDING') return mirror.refusal ? (mirror.refusal as RefusalValue) : intent;
  return intents(room).ask(caller, mirror, REQUEST, await partnerInput(room, mirror, input), intent);
}

/** The contract between platforms carries no files of a request. */
function remoteFiles({ attachmentIds }: RequestTestInput): Problem | null {
  if (!attachmentIds || attachmentIds.length === 0) return null;
  const text = {
    zh: '该检测由互联平台办理，附件不随申请传送，请删去附件，另行发给检测单位的联系人。',
    en: 'Another platform does this test, and files do not travel with the request: leave them out and send them to the laboratory’s contact.',
  };
  return { field: 'attachmentIds', text };
}

async function partnerInput(room: ServicesRoom, mirror: TestRequestRow, input: RequestTestInput) {
  const firm = mirror.firmId ? await unitById(room, mirror.firmId) : null;
  return {
    idempotencyKey: mirror.idempotencyKey,
    testItemId: input.items[0]?.testItemId ?? null,
    title: mirror.title,
    description: mirror.purpose,
    samples: input.samples.map(({ name, note }) => ({ name, quantity: 1, note: note ?? null })),
    firm: firm ? { name: firm.name } : null,
    details: { confidentiality: mirror.confidentiality, wantedBy: mirror.wantedBy, items: mirror.items },
  };
}

/** Withdraws a mirrored request at its home platform. */
export function withdrawRemote(
  room: ServicesRoom,
  caller: Caller,
  mirror: TestRequestRow,
  input: { readonly idempotencyKey: string; readonly reason: string },
): Promise<RequestSuccess | RefusalValue> {
  const done = { __typename: 'WithdrawTestRequestSuccess', testRequestId: mirror._id };
  const { idempotencyKey, reason } = input;
  return intents(room).ask(caller, mirror, WITHDRAW, { idempotencyKey, id: mirror.remoteId, reason }, done);
}

/** Test requests at partners, as the kernel asks for them. */
function intents(room: ServicesRoom) {
  return partnerIntents<TestRequestRow, PartnerRequestData>(room.kernel, {
    name: 'services.reconcile',
    answerType: 'PartnerRequest',
    byKey: { document: BY_KEY, field: 'requestsByKey' },
    keyOf: ({ idempotencyKey }) => idempotencyKey,
    isPending: ({ state }) => state === 'PENDING',
    waiting: (before) =>
      room.models.requests
        .find({ state: 'PENDING', requestedAt: { $lt: before } })
        .limit(200)
        .lean<TestRequestRow[]>(),
    apply: (tx, id, known) => applyPartnerRequest(room, tx, id, known),
    refuse: (tx, mirror, told) => refuseMirror(room, tx, mirror, told),
  });
}

function mirrorOf(room: ServicesRoom, tx: Tx, input: RequestTestInput): TestRequestRow {
  const _id = room.kernel.newId('testRequest');
  const state = 'PENDING' as const;
  return {
    ...blankRequest(input, tx.now),
    _id,
    home: platformOf(input.items[0]?.testItemId ?? ''),
    idempotencyKey: intentKey(room.kernel.platform.id, _id),
    state,
    items: input.items.map(({ testItemId, sampleCount }) => ({
      testItemId,
      sampleCount: sampleCount ?? input.samples.length,
    })),
    ...whoAsks(tx.caller, input),
    enteredBy: tx.caller.subject,
    price: null,
    userClass: 'FIRM',
    history: [{ step: 'requestTest', state, at: tx.now, by: tx.caller.subject, reason: null }],
    version: 0,
  };
}

async function refuseMirror(room: ServicesRoom, tx: Tx, mirror: TestRequestRow, told: RefusalValue): Promise<void> {
  const line = { step: 'refuseTestRequest', state: 'REFUSED', at: tx.now, by: mirror.home, reason: told.message };
  const fields = { state: 'REFUSED', reason: told.message, refusal: told, syncedAt: tx.now };
  await room.models.requests.updateOne(
    { _id: mirror._id, state: 'PENDING' },
    { $set: { ...fields, history: [...mirror.history, line] } },
    { session: tx.session },
  );
}

/** Job: what became of requests whose answer was lost. */
export function reconcileMirrors(room: ServicesRoom, now: Date): Promise<void> {
  return intents(room).reconcile(now);
}
