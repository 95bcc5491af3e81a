import type { IncomingMessage } from 'node:http';
import { badRequest } from './bad-request.ts';
import { GatewayError, type LocalText } from './errors.ts';
import { type BodyGate, readBody } from './front-body.ts';
import type { Limits } from './limits/defaults.ts';
import { nestsDeeperThan } from './limits/nesting.ts';
import { tooManyVariables } from './limits/variables.ts';

/** The parameters of one GraphQL request (GraphQL over HTTP, "Request Parameters"), checked for their JSON types. */
export interface GraphQLParams {
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Name of a trusted document in place of its text. */
  readonly documentId: string | undefined;
  readonly method: 'GET' | 'POST';
}

export interface ParsedRequest {
  readonly operations: readonly GraphQLParams[];
  /** The body was a list: the answer is one as well. */
  readonly batched: boolean;
}

const BODY: LocalText = { en: 'the body', zh: '请求体' };
const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i;

/** The body, the list of operations and the variables themselves are levels as well. */
const LEVELS_ABOVE_VALUES = 3;

/** Reads GET parameters or a POST body, a large one when its turn has come. Throws `GatewayError` (400, 405, 408, 413, 415). */
export async function parseRequest(request: IncomingMessage, limits: Limits, gate: BodyGate): Promise<ParsedRequest> {
  if (request.method === 'GET') return { operations: [fromSearch(request.url ?? '', limits)], batched: false };
  if (request.method !== 'POST') throw new GatewayError('METHOD_NOT_ALLOWED', { params: { allowed: 'GET, POST' } });
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (type === undefined || !JSON_TYPE.test(type)) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  if (encoding !== undefined && encoding !== 'identity') throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  const body = parseJson(await readBody(request, limits, gate), BODY, limits);
  if (!Array.isArray(body)) return { operations: [fromBody(body)], batched: false };
  if (limits.maxBatch < 2 || body.length > limits.maxBatch) throw new GatewayError('BATCHING_DISABLED');
  if (body.length === 0) throw badRequest({ en: 'the list of operations is empty', zh: '操作列表为空' });
  return { operations: body.map(fromBody), batched: true };
}

function fromBody(body: unknown): GraphQLParams {
  if (!isRecord(body)) throw badRequest({ en: 'the body is not a JSON object', zh: '请求体不是 JSON 对象' });
  return {
    query: optionalString(body, 'query'),
    operationName: optionalString(body, 'operationName'),
    variables: optionalRecord(body.variables, 'variables'),
    extensions: optionalRecord(body.extensions, 'extensions'),
    documentId: optionalString(body, 'documentId'),
    method: 'POST',
  };
}

function fromSearch(url: string, limits: Limits): GraphQLParams {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start));
  return {
    query: once(search, 'query'),
    operationName: once(search, 'operationName') || undefined,
    variables: fromParameter(search, 'variables', limits),
    extensions: fromParameter(search, 'extensions', limits),
    documentId: once(search, 'documentId'),
    method: 'GET',
  };
}

function fromParameter(search: URLSearchParams, name: string, limits: Limits): Readonly<Record<string, unknown>> {
  const text = once(search, name);
  return text === undefined || text === ''
    ? NOTHING
    : optionalRecord(parseJson(text, { en: name, zh: `${name} ` }, limits), name);
}

function once(search: URLSearchParams, name: string): string | undefined {
  const values = search.getAll(name);
  if (values.length > 1) throw badRequest({ en: `${name} is given more than once`, zh: `${name} 出现多次` });
  return values[0];
}

function optionalString(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest({ en: `${name} is not a string`, zh: `${name} 不是字符串` });
  return value;
}

function optionalRecord(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return NOTHING;
  if (!isRecord(value)) throw badRequest({ en: `${name} is not a JSON object`, zh: `${name} 不是 JSON 对象` });
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, what: LocalText, limits: Limits): unknown {
  if (nestsDeeperThan(text, limits.maxVariableDepth + LEVELS_ABOVE_VALUES)) throw tooManyVariables(limits);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest({ en: `${what.en} is not JSON`, zh: `${what.zh}不是有效的 JSON` });
  }
}
