import type { BSON } from 'bson';
import { decodeDocument } from '../bson/types.ts';
import { ERROR_CODES, MongoServerFault } from '../errors.ts';
import { CommandBody, decodeCommand } from './command-body.ts';
import { checkDocument, cstringEnd, encode, RawValue } from './raw.ts';
import { encodeReply } from './reply-writer.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** MongoDB's limit for one message. */
export const MAX_MESSAGE_BYTES = 48_000_000;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;

/** One request as it came off a connection. `sequences` holds encoded documents by field name. */
export class Request {
  readonly requestId: number;
  readonly command: string;
  readonly db: string;
  readonly content: CommandBody;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly wantsReply: boolean;
  readonly legacy: boolean;
  /** The message is well-formed but holds what this store doesn't keep: the answer to it. */
  readonly refusal: MongoServerFault | undefined;

  constructor(parts: Omit<Request, 'body'>) {
    this.requestId = parts.requestId;
    this.command = parts.command;
    this.db = parts.db;
    this.content = parts.content;
    this.sequences = parts.sequences;
    this.wantsReply = parts.wantsReply;
    this.legacy = parts.legacy;
    this.refusal = parts.refusal;
  }

  /** The command, decoded with its types kept; session and number of a shaped one are in `content`. */
  get body(): BSON.Document {
    return this.content.fields;
  }
}

/** A frame that breaks the protocol: the connection it came from is closed, others don't notice. */
export class ProtocolError extends Error {}

/** Cuts a byte stream into frames. Memory is bounded by {@link MAX_MESSAGE_BYTES} per connection. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private needed = 4;

  push(chunk: Buffer, onFrame: (frame: Buffer) => void): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    if (this.buffered < this.needed) return;
    const data = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.buffered);
    const at = this.cut(data, onFrame);
    this.chunks = at < data.length ? [data.subarray(at)] : [];
    this.buffered = data.length - at;
  }

  private cut(data: Buffer, onFrame: (frame: Buffer) => void): number {
    let at = 0;
    this.needed = 4;
    while (data.length - at >= 4) {
      const length = data.readInt32LE(at);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new ProtocolError(`message length ${length}`);
      if (data.length - at < length) {
        this.needed = length;
        break;
      }
      onFrame(at === 0 && length === data.length ? data : data.subarray(at, at + length));
      at += length;
    }
    return at;
  }
}

/** Reads one frame. Throws {@link ProtocolError} for anything that isn't OP_MSG or an OP_QUERY command. */
export function parseFrame(frame: Buffer): Request {
  const opCode = frame.readInt32LE(12);
  try {
    if (opCode === OP_MSG) return parseMessage(frame);
    if (opCode === OP_QUERY) return parseQuery(frame);
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (error instanceof MongoServerFault && error.code === ERROR_CODES.NotImplemented) return refused(frame, error);
    throw new ProtocolError(error instanceof Error ? error.message : 'unreadable message');
  }
  throw new ProtocolError(`op code ${opCode}`);
}

function refused(frame: Buffer, refusal: MongoServerFault): Request {
  const legacy = frame.readInt32LE(12) === OP_QUERY;
  const wantsReply = legacy || (frame.readUInt32LE(HEADER_BYTES) & MORE_TO_COME) === 0;
  return new Request({
    requestId: frame.readInt32LE(4),
    command: '',
    db: '',
    content: new CommandBody({}, undefined),
    sequences: new Map(),
    wantsReply,
    legacy,
    refusal,
  });
}

function parseMessage(frame: Buffer): Request {
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new ProtocolError('unknown required flag');
  const limit = frame.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let raw: Buffer | undefined;
  let at = HEADER_BYTES + 4;
  while (at < limit) {
    const kind = frame[at];
    if (kind === 0 && raw === undefined) {
      const end = checkDocument(frame, at + 1, limit);
      raw = frame.subarray(at + 1, end);
      at = end;
    } else if (kind === 1) {
      at = parseSequence(frame, at + 1, limit, sequences);
    } else throw new ProtocolError('section kind');
  }
  if (raw === undefined) throw new ProtocolError('message without body');
  const command = commandOf(raw);
  const content = decodeCommand(raw, command);
  if (content.documents) sequences.set('documents', content.documents);
  const db: unknown = content.shape ? content.shape.common.$db : content.fields.$db;
  if (typeof db !== 'string') throw new ProtocolError('message without $db');
  return new Request({
    requestId: frame.readInt32LE(4),
    command,
    db,
    content,
    sequences,
    wantsReply: (flags & MORE_TO_COME) === 0,
    legacy: false,
    refusal: undefined,
  });
}

function parseSequence(frame: Buffer, start: number, limit: number, into: Map<string, Buffer[]>): number {
  const size = start + 4 <= limit ? frame.readInt32LE(start) : -1;
  const end = start + size;
  if (size < 5 || end > limit) throw new ProtocolError('section length');
  const nameEnd = frame.indexOf(0, start + 4);
  if (nameEnd < 0 || nameEnd >= end) throw new ProtocolError('section name');
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < end) {
    const next = checkDocument(frame, at, end);
    documents.push(frame.subarray(at, next));
    at = next;
  }
  const name = frame.toString('utf8', start + 4, nameEnd);
  if (into.has(name)) throw new ProtocolError('duplicate section');
  into.set(name, documents);
  return end;
}

/** Name of the first element: the command. */
function commandOf(raw: Buffer): string {
  return raw.length > 5 ? raw.toString('utf8', 5, cstringEnd(raw, 5, raw.length)) : '';
}

function parseQuery(frame: Buffer): Request {
  const nameEnd = frame.indexOf(0, 20);
  if (nameEnd < 0) throw new ProtocolError('collection name');
  const name = frame.toString('utf8', 20, nameEnd);
  if (!name.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY other than a command');
  const at = nameEnd + 9;
  const end = checkDocument(frame, at, frame.length);
  const raw = frame.subarray(at, end);
  return new Request({
    requestId: frame.readInt32LE(4),
    command: commandOf(raw),
    db: name.slice(0, -5),
    content: new CommandBody(decodeDocument(raw), undefined),
    sequences: new Map(),
    wantsReply: true,
    legacy: true,
    refusal: undefined,
  });
}

/** The documents that a command carries in `field`, encoded: from a document sequence or from the body's array. */
export function documentsOf(request: Request, field: string): readonly Buffer[] {
  const sequence = request.sequences.get(field);
  if (sequence) return sequence;
  const value: unknown = request.body[field];
  if (!Array.isArray(value))
    throw new MongoServerFault(40414, `BSON field '${request.command}.${field}' is missing but a required field`);
  return value.map((item) => encode(item as BSON.Document));
}

let lastRequestId = 0;

/** A whole reply frame in the protocol of the request. */
export function replyFrame(
  request: Pick<Request, 'requestId' | 'legacy'>,
  reply: Readonly<Record<string, unknown>> | RawValue,
): Buffer {
  const prefix = request.legacy ? 36 : 21;
  const out = reply instanceof RawValue ? behind(prefix, reply.bytes) : encodeReply(reply, prefix);
  lastRequestId = (lastRequestId + 1) | 0;
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(lastRequestId, 4);
  out.writeInt32LE(request.requestId, 8);
  out.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  out.fill(0, 16, prefix);
  if (request.legacy) {
    out.writeInt32LE(8, 16);
    out.writeInt32LE(1, 32);
  }
  return out;
}

function behind(prefix: number, body: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(prefix + body.length);
  out.set(body, prefix);
  return out;
}
