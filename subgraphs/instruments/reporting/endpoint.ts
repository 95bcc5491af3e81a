import type { IncomingMessage, ServerResponse } from 'node:http';
import { mismatches } from '../../../kernel/json-schema.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { SourceRow } from './models.ts';
import { type Batch, type ReportStore, reportSchema } from './report-store.ts';
import { isSigned } from './signature.ts';
import { feedPage, type SourceStore } from './source-store.ts';

const largestBody = 4 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * The reporting interface: `POST /reports/<source>` takes a batch (schema/report/v1.schema.json), `GET /reports/<source>?since=N` gives the
 * source's own cursor and our events. Both are signed with the source's key (schema/report/README.md). Nothing else answers without a signature.
 */
export function reportEndpoint(kernel: Kernel, sources: SourceStore, reports: ReportStore) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await answerTo(request, { kernel, sources, reports });
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    response.end(JSON.stringify(body));
  };
}

interface Rooms {
  readonly kernel: Kernel;
  readonly sources: SourceStore;
  readonly reports: ReportStore;
}

async function answerTo(request: IncomingMessage, rooms: Rooms): Promise<Answer> {
  const method = request.method ?? '';
  if (method !== 'POST' && method !== 'GET') return told(405, 'METHOD', 'Only GET and POST.');
  const body = await bodyOf(request);
  if (body === null) return told(413, 'TOO_LARGE', `At most ${largestBody} bytes.`);
  const source = await signedSource(request, body, rooms);
  if (!source) return told(401, 'SIGNATURE', 'The source, its signature or its time is wrong.');
  return method === 'GET' ? feed(request, source, rooms) : receive(source, body, rooms);
}

async function signedSource(
  request: IncomingMessage,
  body: Uint8Array,
  { kernel, sources }: Rooms,
): Promise<SourceRow | null> {
  const path = request.url ?? '';
  const id = decodeURIComponent(/^\/reports\/([^/?]+)/.exec(path)?.[1] ?? '');
  const source = await sources.active(id);
  const timestamp = header(request, 'x-mudan-timestamp');
  const parts = { method: request.method ?? '', path, timestamp, body };
  const signature = header(request, 'x-mudan-signature');
  return source && isSigned(source.secret, parts, signature, kernel.clock.now()) ? source : null;
}

async function receive(source: SourceRow, body: Uint8Array, { reports }: Rooms): Promise<Answer> {
  const batch = parsed(body);
  if (batch === undefined) return told(400, 'JSON', 'The body is not JSON.');
  const wrong = mismatches(reportSchema, batch);
  if (wrong.length > 0)
    return { status: 422, body: { code: 'SCHEMA', message: 'The batch does not fit the schema.', mismatches: wrong } };
  return { status: 200, body: await reports.receive(source, batch as Batch) };
}

async function feed(request: IncomingMessage, source: SourceRow, { sources }: Rooms): Promise<Answer> {
  const since = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('since') ?? '0');
  if (!Number.isSafeInteger(since) || since < 0)
    return told(400, 'SINCE', 'since is a whole number from an answer before.');
  const rows = await sources.feedOf(source.unitId, since);
  const events = rows.map(({ seq, type, recordId, version, at, payload }) => ({
    seq,
    type,
    recordId,
    version,
    at,
    payload,
  }));
  return {
    status: 200,
    body: { cursor: source.cursor, since: rows.at(-1)?.seq ?? since, hasMore: rows.length === feedPage, events },
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function told(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}
