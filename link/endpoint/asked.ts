import { CROSSING_SCOPES } from '../../auth/policy.ts';
import type { PartnerRecord } from '../../auth/ports.ts';
import type { Caller } from '../../kernel/caller.ts';
import { kindOf } from '../../kernel/ids.ts';
import type { AskedRow } from '../models.ts';
import { translationOf } from './mutations.ts';
import { type EndpointContext, type EndpointParts, own, READ, type Value } from './own-graph.ts';
import { payloadSelection } from './payload-selection.ts';
import { partnerBooking, partnerRefusal, partnerRequest } from './wire.ts';

/** One mutation of the contract on the own graph. What was asked is noted before, so that a lost answer can be asked for by its key. */
export async function change(
  parts: EndpointParts,
  name: string,
  input: Value,
  context: EndpointContext,
): Promise<unknown> {
  const translation = translationOf(name, input);
  const selection = translation && payloadSelection(parts.graph.schema(), translation.mutation, translation.record);
  if (!translation || !selection)
    return partnerRefusal({
      __typename: 'NotSupported',
      message: `This platform offers no ${name}. 本平台不提供此服务。`,
    });
  const key = String(input.idempotencyKey);
  const asked = `${context.partner.platform} ${translation.kind} ${key}`;
  const opens = input.id === undefined;
  const caller = await permitted(parts, name, context);
  if (!caller) return (await answered(parts, asked, context)) ?? notAdmitted(parts);
  if (opens) await note(parts, asked, { kind: translation.kind, subject: context.caller.subject, name, input });
  const document = `mutation Partner($input: ${translation.inputType}!) { ${translation.mutation}(input: $input) { ${selection} } }`;
  const data = await own(parts, caller, document, { input: translation.input(input) });
  const payload = data[translation.mutation] as Value;
  const record = payload[translation.record.field] as Value | undefined;
  if (!record) return partnerRefusal(payload);
  if (opens) await parts.models.asked.updateOne({ _id: asked }, { $set: { recordId: record.id as string } });
  const openedBy = opens ? key : await keyOf(parts, String(record.id));
  return translation.kind === 'booking'
    ? partnerBooking(record, openedBy)
    : partnerRequest(record, translation.kind, openedBy);
}

/** What gives back something that the user holds here. */
const GIVING_BACK: ReadonlySet<string> = new Set(['cancelBooking', 'withdrawRequest']);

/**
 * In whose name the mutation runs; null: the user must be admitted first. Giving back what one holds needs the home platform's word alone (who the user is), not
 * the admission: a user whose admission was revoked must not be charged for what may no longer be used. Whether it is the user's own, the graph decides.
 */
async function permitted(parts: EndpointParts, name: string, context: EndpointContext): Promise<Caller | null> {
  if (!mustBeAdmitted(context)) return context.caller;
  return GIVING_BACK.has(name) ? parts.callerOf(context.caller.subject, context.correlationId) : null;
}

/** The exchange gave this user a token to look only (two-level registration). */
function mustBeAdmitted({ partner, caller }: EndpointContext): boolean {
  return partner.requiresAdmission === true && !CROSSING_SCOPES.some((scope) => caller.scopes.includes(scope));
}

/** What was asked while the user was still admitted keeps its answer: only its repetition is late. */
async function answered(parts: EndpointParts, asked: string, context: EndpointContext): Promise<Value | null> {
  const row = await parts.models.asked.findById(asked).lean<AskedRow>();
  if (row?.subject !== context.caller.subject) return null;
  return ofSubject(parts, row, context, row.kind === 'booking' ? readBooking : readRequest);
}

/** `NOT_ADMITTED` (docs/errors.md), in both languages: the partner's user is not ours to know the language of. */
function notAdmitted({ kernel: { platform } }: EndpointParts): Value {
  const zh = `您尚未成为${platform.name.zh}的二级用户：请联系所属单位管理员为您提出二级注册，经本平台受理后再申请。`;
  const en = `You are not admitted at the ${platform.name.en} yet: ask your unit's administrator to endorse you (second-level registration); once accepted, request again.`;
  return partnerRefusal({ __typename: 'NotPermitted', message: `${zh} ${en}`, code: 'NOT_ADMITTED' });
}

async function note(
  parts: EndpointParts,
  id: string,
  row: Pick<AskedRow, 'kind' | 'subject' | 'name' | 'input'>,
): Promise<void> {
  const fresh = { ...row, recordId: null, at: parts.kernel.clock.now() };
  await parts.models.asked.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true });
}

export async function keyOf(parts: EndpointParts, recordId: string): Promise<string> {
  const row = await parts.models.asked.findOne({ recordId }).lean<AskedRow>();
  return row?._id.split(' ')[2] ?? '';
}

export async function askedBy(
  parts: EndpointParts,
  partner: PartnerRecord,
  keys: unknown,
): Promise<readonly AskedRow[]> {
  const kinds = ['booking', 'testRequest', 'delivery', 'expertRequest'];
  const list = (Array.isArray(keys) ? keys : []).slice(0, 200).map(String);
  const ids = list.flatMap((key) => kinds.map((kind) => `${partner.platform} ${kind} ${key}`));
  return parts.models.asked.find({ _id: { $in: ids } }).lean<AskedRow[]>();
}

type Read = (parts: EndpointParts, caller: Caller, id: string) => Promise<Value | null>;

/**
 * What became of what a partner's user asked for, as that user sees it. When this process died between doing it and noting the record, the same
 * mutation under the same key gives the first answer again (or does now what was asked then): what is told here is final.
 */
export async function ofSubject(
  parts: EndpointParts,
  row: AskedRow,
  context: EndpointContext,
  read: Read,
): Promise<Value | null> {
  const caller = await parts.callerOf(row.subject, context.correlationId);
  if (!caller) return null;
  if (row.recordId) return read(parts, caller, row.recordId);
  const outcome = (await change(parts, row.name, row.input, { ...context, caller })) as Value;
  return outcome.__typename === 'PartnerRefusal' ? null : outcome;
}

export async function readBooking(parts: EndpointParts, caller: Caller, id: string): Promise<Value | null> {
  const { booking } = await own(parts, caller, READ.booking, { id });
  return booking ? partnerBooking(booking as Value, await keyOf(parts, id)) : null;
}

export async function readRequest(parts: EndpointParts, caller: Caller, id: string): Promise<Value | null> {
  const kind = kindOf(id);
  if (kind !== 'testRequest' && kind !== 'delivery' && kind !== 'expertRequest') return null;
  const data = await own(parts, caller, READ[kind], { id });
  const record = data[kind] as Value | null;
  return record ? partnerRequest(record, kind, await keyOf(parts, id)) : null;
}
