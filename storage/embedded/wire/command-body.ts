import { scalarAt } from '../bson/scalars.ts';
import { type Document, decodeDocument } from '../bson/types.ts';
import { cstringEnd, isNamed, joinElements, splitDocuments, valueEnd, walk } from './raw.ts';

/**
 * A way in which a command is written: all of its bytes but the values that differ from one call to the next. Commands of one shape share this object, so that what was understood
 * about the first need not be found out again.
 */
export interface Shape {
  /** What all of them say: without session, number of the write, filter and documents. */
  readonly common: Document;
  readonly filterNames: readonly string[];
}

/** What the body of a command says. A command of a known shape has its session and number beside it, and its body is put together when somebody asks for it. */
export class CommandBody {
  readonly shape: Shape | undefined;
  /** The scalars that a shaped `find` asks for. */
  readonly filter: Document | undefined;
  /** What an `insert` carries in its body, encoded: what is stored must be what was sent. */
  readonly documents: Buffer[] | undefined;
  /** The bytes of the session's id as latin1, and `txnNumber`, of a shaped command. */
  readonly session: string | undefined;
  readonly txnNumber: bigint | undefined;
  private decoded: Document | undefined;

  constructor(decoded: Document | undefined, documents: Buffer[] | undefined, shape?: Shape, values?: Values) {
    this.decoded = decoded;
    this.documents = documents;
    this.shape = shape;
    this.session = values?.session;
    this.txnNumber = values?.txnNumber;
    this.filter = shape && values?.filtered ? filterOf(shape.filterNames, values.scalars) : undefined;
  }

  get fields(): Document {
    this.decoded ??= this.filter ? { ...this.shape?.common, filter: this.filter } : (this.shape?.common ?? {});
    return this.decoded;
  }
}

/** The commands that come in great numbers, and where each has what it is about: scalars asked for, or documents. */
const SLOTS: Readonly<Partial<Record<string, Buffer>>> = {
  find: Buffer.from('filter'),
  insert: Buffer.from('documents'),
};
const LSID = Buffer.from('lsid');
const TXN_NUMBER = Buffer.from('txnNumber');
const BINARY = 5;
const DOCUMENT = 3;
const ARRAY = 4;
const LONG = 18;
const LETTER_I = 0x69;
/** `{id: BinData}` with the 16 bytes of a UUID, and where they are. */
const LSID_BYTES = 30;
const UUID_AT = 13;
const UUID_END = 29;
const MOST_SHAPES = 500;
const MOST_BYTES = 1024;

const shapes = new Map<string, Shape>();
const pattern = Buffer.allocUnsafe(MOST_BYTES);

/** Decodes a command that `checkDocument` has let pass. One whose shape is known costs a fifth of decoding it whole. */
export function decodeCommand(raw: Buffer, command: string): CommandBody {
  const slot = SLOTS[command];
  if (slot === undefined) return new CommandBody(decodeDocument(raw), undefined);
  const values = readValues(raw, slot);
  const shape = values && (shapes.get(values.pattern) ?? learn(raw, command, values.pattern));
  return shape ? new CommandBody(undefined, values.documents, shape, values) : decodeWhole(raw, command);
}

function filterOf(names: readonly string[], scalars: readonly unknown[]): Document {
  const filter: Document = {};
  for (let i = 0; i < names.length; i++) filter[names[i] as string] = scalars[i];
  return filter;
}

function decodeWhole(raw: Buffer, command: string): CommandBody {
  if (command !== 'insert') return new CommandBody(decodeDocument(raw), undefined);
  let documents: Buffer[] | undefined;
  const parts: Buffer[] = [];
  let size = 5;
  walk(raw, (name, type, valueStart, end, start) => {
    if (name === 'documents' && type === 4) documents = splitDocuments(raw, valueStart, end);
    else {
      parts.push(raw.subarray(start, end));
      size += end - start;
    }
    return true;
  });
  return new CommandBody(decodeDocument(joinElements(parts, size)), documents);
}

function learn(raw: Buffer, command: string, text: string): Shape | undefined {
  const filterNames: string[] = [];
  const { lsid: _lsid, txnNumber: _txnNumber, filter: _filter, ...common } = decodeWhole(raw, command).fields;
  walk(raw, (name, _type, start, end) => {
    if (command === 'find' && name === 'filter') walk(raw.subarray(start, end), (field) => filterNames.push(field) > 0);
    return true;
  });
  const plain = filterNames.every((name) => !name.startsWith('$') && name !== '__proto__');
  if (!plain || new Set(filterNames).size < filterNames.length) return undefined;
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  const shape = { common, filterNames };
  shapes.set(text, shape);
  return shape;
}

interface Values {
  readonly scalars: unknown[];
  pattern: string;
  session: string | undefined;
  txnNumber: bigint | undefined;
  documents: Buffer[] | undefined;
  filtered: boolean;
}

/** Takes the values that differ out of a command; undefined where it is written otherwise than these commands mostly are. */
function readValues(raw: Buffer, slot: Buffer): Values | undefined {
  const values: Values = {
    scalars: [],
    pattern: '',
    session: undefined,
    txnNumber: undefined,
    documents: undefined,
    filtered: false,
  };
  const limit = raw.length - 1;
  let length = 0;
  for (let at = 4; at < limit; ) {
    const start = cstringEnd(raw, at + 1, limit) + 1;
    const end = valueEnd(raw, raw[at] as number, start, limit);
    let until = start;
    if (isNamed(raw, at + 1, start - 1, LSID)) {
      if (!readSession(raw, start, end, values)) return undefined;
    } else if (isNamed(raw, at + 1, start - 1, TXN_NUMBER)) {
      if (raw[at] !== LONG || values.txnNumber !== undefined) return undefined;
      values.txnNumber = raw.readBigInt64LE(start);
    } else if (!isNamed(raw, at + 1, start - 1, slot)) until = end;
    else if (raw[at] === ARRAY && slot === SLOTS.insert && !values.documents)
      values.documents = splitDocuments(raw, start, end);
    else if (raw[at] === DOCUMENT && slot === SLOTS.find && !values.filtered) {
      values.filtered = true;
      length = readScalars(raw, start, end, length, values.scalars);
    } else return undefined;
    length = keep(raw, at, until, length);
    if (length > MOST_BYTES) return undefined;
    at = end;
  }
  if (values.txnNumber !== undefined && values.session === undefined) return undefined;
  values.pattern = pattern.toString('latin1', 0, length);
  return values;
}

/** Adds bytes to the pattern; a length beyond {@link MOST_BYTES} says that there is no room, and stays beyond. */
function keep(raw: Buffer, from: number, to: number, length: number): number {
  if (length + to - from > MOST_BYTES) return MOST_BYTES + 1;
  for (let i = from; i < to; i++) pattern[length++] = raw[i] as number;
  return length;
}

function readSession(raw: Buffer, start: number, end: number, values: Values): boolean {
  if (values.session !== undefined || end - start !== LSID_BYTES) return false;
  if (raw[start + 4] !== BINARY || raw[start + 5] !== LETTER_I) return false;
  values.session = raw.toString('latin1', start + UUID_AT, start + UUID_END);
  return true;
}

/** The scalars of a filter; types and names go into the pattern. Anything but a plain scalar makes it as if there were no room. */
function readScalars(raw: Buffer, start: number, end: number, length: number, into: unknown[]): number {
  let kept = length;
  for (let at = start + 4; at < end - 1; ) {
    const valueStart = cstringEnd(raw, at + 1, end) + 1;
    const valueLimit = valueEnd(raw, raw[at] as number, valueStart, end);
    const value = scalarAt(raw, raw[at] as number, valueStart, valueLimit);
    if (value === undefined) return MOST_BYTES + 1;
    into.push(value);
    kept = keep(raw, at, valueStart, kept);
    at = valueLimit;
  }
  return kept;
}
