import { type Caller, systemCaller } from '../../../kernel/caller.ts';
import { kindOf, platformOf } from '../../../kernel/ids.ts';
import { notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { TestRequestRow } from '../models.ts';
import { applyPartnerRequest, type PartnerRequestData } from './mirror-apply.ts';
import { requestById } from './reads.ts';
import { blankRequest, problemsOf, whoAsks } from './request-form.ts';
import { command, isRefusal, refusal, type ServicesRoom, unitById } from './room.ts';
import type { RequestSuccess, RequestTestInput } from './wish.ts';

const FIELDS = `id idempotencyKey kind state version title reason details
  charge { listFen waiverFen netFen waivedBy final }`;
const OUTCOME = `__typename ... on PartnerRequest { ${FIELDS} } ... on PartnerRefusal { refusal message details }`;
const REQUEST = `mutation Ask($input: PartnerTestRequestInput!) { requestTest(input: $input) { ${OUTCOME} } }`;
const WITHDRAW = `mutation Withdraw($input: PartnerCancelInput!) { withdrawRequest(input: $input) { ${OUTCOME} } }`;
const BY_KEY = `query Known($keys: [String!]!) { requestsByKey(idempotencyKeys: $keys) { ${FIELDS} } }`;

const RECONCILE_AFTER_MS = 60_000;
const GIVE_UP_AFTER_MS = 15 * 60_000;

/** Files a request at the items' home platform: a `PENDING` mirror first, then the call under its key. */
export async function requestRemote(
  room: ServicesRoom,
  caller: Caller,
  input: RequestTestInput,
): Promise<RequestSuccess | RefusalValue> {
  const intent = await command(room, caller, 'requestTest', input, async (tx) => {
    refuseProblems(caller, problemsOf(input));
    if (input.onBehalfOf) throw notPermitted(caller);
    const mirror = mirrorOf(room, tx, input);
    await room.models.requests.insertMany([mirror], { session: tx.session });
    return { __typename: 'RequestTestSuccess', testRequestId: mirror._id };
  });
  if (isRefusal(intent)) return intent;
  const mirror = await requestById(room, intent.testRequestId);
  if (!mirror) throw new Error(`the mirror ${intent.testRequestId} is gone`);
  if (mirror.state !== 'PENDING') return mirror.refusal ? (mirror.refusal as RefusalValue) : intent;
  return ask(room, caller, mirror, REQUEST, await partnerInput(room, mirror, input), intent);
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
  return ask(room, caller, mirror, WITHDRAW, { idempotencyKey, id: mirror.remoteId, reason }, done);
}

type Outcome =
  | ({ readonly __typename: 'PartnerRequest' } & PartnerRequestData)
  | {
      readonly __typename: 'PartnerRefusal';
      readonly refusal: string;
      readonly message: string;
      readonly details: object;
    };

async function ask(
  room: ServicesRoom,
  caller: Caller,
  mirror: TestRequestRow,
  document: string,
  input: object,
  done: RequestSuccess,
): Promise<RequestSuccess | RefusalValue> {
  const answer = await room.kernel.partners.call(mirror.home, caller, document, { input });
  if (!answer.ok) return unavailable(caller, mirror.home);
  const outcome = Object.values(answer.data)[0] as Outcome;
  if (outcome.__typename === 'PartnerRequest') {
    await room.kernel.transact(caller, (tx) => applyPartnerRequest(room, tx, mirror._id, outcome));
    return done;
  }
  const told = { ...outcome.details, __typename: outcome.refusal, message: outcome.message };
  if (mirror.state === 'PENDING') await room.kernel.transact(caller, (tx) => refuseMirror(room, tx, mirror, told));
  return told;
}

function unavailable(caller: Caller, platform: string): RefusalValue {
  const text = {
    zh: '归属平台暂时无法访问，请求已保存，可稍后以同一请求重试。',
    en: 'The home platform cannot be asked now. The request is kept: repeat it later.',
  };
  return refusal(caller, 'PartnerUnavailable', text, { platform }).refusal;
}

function mirrorOf(room: ServicesRoom, tx: Tx, input: RequestTestInput): TestRequestRow {
  const _id = room.kernel.newId('testRequest');
  const state = 'PENDING' as const;
  return {
    ...blankRequest(input, tx.now),
    _id,
    home: platformOf(input.items[0]?.testItemId ?? ''),
    // The ULID alone: partners take 64 letters, digits, `_` and `-`.
    idempotencyKey: _id.slice(`${room.kernel.platform.id}:${kindOf(_id)}:`.length),
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

/** Job: asks home platforms by key what became of requests whose answer was lost; one that never arrived is given up after 15 minutes. */
export async function reconcileMirrors(room: ServicesRoom, now: Date): Promise<void> {
  const before = new Date(now.getTime() - RECONCILE_AFTER_MS);
  const waiting = await room.models.requests
    .find({ state: 'PENDING', requestedAt: { $lt: before } })
    .limit(200)
    .lean<TestRequestRow[]>();
  const caller = systemCaller(room.kernel.platform.id, 'services.reconcile');
  for (const [home, mirrors] of Map.groupBy(waiting, (mirror) => mirror.home)) {
    const keys = mirrors.map((mirror) => mirror.idempotencyKey);
    const answer = await room.kernel.partners.call(home, caller, BY_KEY, { keys });
    if (!answer.ok) continue;
    const known = new Map((answer.data.requestsByKey as PartnerRequestData[]).map((row) => [row.idempotencyKey, row]));
    for (const mirror of mirrors) await reconcile(room, caller, mirror, known.get(mirror.idempotencyKey), now);
  }
}

async function reconcile(
  room: ServicesRoom,
  caller: Caller,
  mirror: TestRequestRow,
  known: PartnerRequestData | undefined,
  now: Date,
): Promise<void> {
  if (known) {
    await room.kernel.transact(caller, (tx) => applyPartnerRequest(room, tx, mirror._id, known));
  } else if (now.getTime() - mirror.requestedAt.getTime() > GIVE_UP_AFTER_MS) {
    await room.kernel.transact(caller, (tx) => refuseMirror(room, tx, mirror, unavailable(caller, mirror.home)));
  }
}
