/** A file to import: its name and its bytes, which are read once. */
export interface ImportSource {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A source whose beginning was looked at; `bytes` still gives everything. */
export interface PeekedSource extends ImportSource {
  readonly head: Uint8Array;
}

/** Largest beginning that is looked at to tell format and encoding. */
const headBytes = 256 * 1024;

/** Reads the first 256 KB, keeping them for the reader that follows. */
export async function peek(source: ImportSource): Promise<PeekedSource> {
  const iterator = source.bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < headBytes) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  return { name: source.name, head: Buffer.concat(chunks), bytes: replay(chunks, iterator) };
}

async function* replay(chunks: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) yield chunk;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** A source from bytes in hand. */
export function sourceOf(name: string, bytes: Uint8Array): ImportSource {
  return { name, bytes: once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** All bytes at once, for formats that cannot be streamed; more than `limit` is an `ImportRefusal`. */
export async function readAll(source: ImportSource, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.bytes) {
    size += chunk.length;
    if (size > limit) throw new ImportRefusal('TOO_LARGE', tooLarge(limit));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(limit: number) {
  const size = `${limit / 1024 / 1024} MiB`;
  return {
    zh: `该格式的文件不能超过 ${size}，请改用 CSV。`,
    en: `A file of this format is read as a whole and may have at most ${size}: use CSV instead.`,
  };
}

/** The file cannot be imported; `recognisedAs` says what it is, the text what to do. */
export class ImportRefusal extends Error {
  readonly recognisedAs: string;
  readonly text: { readonly zh: string; readonly en: string };
  constructor(recognisedAs: string, text: { readonly zh: string; readonly en: string }) {
    super(text.en);
    this.name = 'ImportRefusal';
    this.recognisedAs = recognisedAs;
    this.text = text;
  }
}
