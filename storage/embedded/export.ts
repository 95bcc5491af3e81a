import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { EJSON } from 'bson';
import { createConnection, type mongo } from 'mongoose';
import { type Document, decodeDocument } from './bson/types.ts';
import { BackupError } from './catalogue/online-copy.ts';

const BATCH = 1_000;
const LINES = '.jsonl';
const METADATA = '.metadata.json';
const SYSTEM = new Set(['admin', 'config', 'local']);

/** One collection's count, in the order they were written. */
export interface Moved {
  readonly namespace: string;
  readonly documents: number;
}

/**
 * Writes every collection as canonical Extended JSON, one document per line, with options and indexes beside it: `DIRECTORY/DB/COLLECTION.jsonl`.
 * Works against the embedded store and MongoDB alike; streams. Collections are read one after the other, not in one snapshot: stop writers first.
 */
export async function exportData(uri: string, directory: string, dbNames?: readonly string[]): Promise<Moved[]> {
  return withClient(uri, async (client) => {
    const moved: Moved[] = [];
    const names =
      dbNames ?? (await client.db('admin').admin().listDatabases({ nameOnly: true })).databases.map(({ name }) => name);
    for (const name of names.filter((db) => !SYSTEM.has(db))) {
      const db = client.db(name);
      mkdirSync(join(directory, name), { recursive: true });
      for (const info of await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray()) {
        const collection = info.name;
        const options = 'options' in info ? info.options : {};
        if (collection.startsWith('system.')) continue;
        const base = join(directory, name, encodeURIComponent(collection));
        const indexes = await db.collection(collection).indexes();
        writeFileSync(`${base}${METADATA}`, `${EJSON.stringify({ options, indexes }, { relaxed: false })}\n`);
        moved.push({
          namespace: `${name}.${collection}`,
          documents: await writeLines(db.collection(collection), `${base}${LINES}`),
        });
      }
    }
    return moved;
  });
}

async function writeLines(collection: mongo.Collection, path: string): Promise<number> {
  const out = createWriteStream(path, { mode: 0o600 });
  let documents = 0;
  for await (const raw of collection.find({}, { raw: true, batchSize: BATCH })) {
    const line = EJSON.stringify(decodeDocument(raw as unknown as Uint8Array), { relaxed: false });
    if (!out.write(`${line}\n`)) await once(out, 'drain');
    documents++;
  }
  out.end();
  await finished(out);
  return documents;
}

/** Reads what {@link exportData} wrote. Refuses a collection that holds documents already, before anything is written. Indexes are built at the end. */
export async function importData(uri: string, directory: string): Promise<Moved[]> {
  return withClient(uri, async (client) => {
    if (!existsSync(directory)) throw new BackupError(`${directory} doesn't exist`);
    const sources = [...sourcesIn(directory)];
    for (const { db, name } of sources) {
      if ((await client.db(db).collection(name).findOne()) !== null)
        throw new BackupError(`${db}.${name} holds documents already; import into empty collections`);
    }
    const moved: Moved[] = [];
    for (const { db, name, base } of sources) moved.push(await importCollection(client.db(db), name, base));
    return moved;
  });
}

function* sourcesIn(directory: string): Generator<{ db: string; name: string; base: string }> {
  for (const db of readdirSync(directory).sort()) {
    for (const file of readdirSync(join(directory, db)).sort()) {
      if (!file.endsWith(LINES)) continue;
      const encoded = file.slice(0, -LINES.length);
      yield { db, name: decodeURIComponent(encoded), base: join(directory, db, encoded) };
    }
  }
}

async function importCollection(db: mongo.Db, name: string, base: string): Promise<Moved> {
  const { options, indexes } = readMetadata(`${base}${METADATA}`);
  if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name, options);
  const collection = db.collection(name);
  let batch: Document[] = [];
  let documents = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await collection.insertMany(batch as mongo.OptionalId<mongo.Document>[], { ordered: true });
    documents += batch.length;
    batch = [];
  };
  for await (const line of createInterface({
    input: createReadStream(`${base}${LINES}`),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line.trim() === '') continue;
    batch.push(EJSON.parse(line, { relaxed: false }) as Document);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  const wanted = indexes.filter((index) => index.name !== '_id_');
  if (wanted.length > 0) await collection.createIndexes(wanted);
  return { namespace: `${db.databaseName}.${name}`, documents };
}

function readMetadata(path: string): { options: Document; indexes: mongo.IndexDescription[] } {
  if (!existsSync(path)) return { options: {}, indexes: [] };
  const { options, indexes } = EJSON.parse(readFileSync(path, 'utf8')) as {
    options?: Document;
    indexes?: mongo.IndexDescription[];
  };
  return { options: options ?? {}, indexes: (indexes ?? []).map(({ ...index }) => index) };
}

async function withClient<T>(uri: string, run: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const connection = await createConnection(uri, { serverSelectionTimeoutMS: 5_000 }).asPromise();
  try {
    return await run(connection.getClient());
  } finally {
    await connection.close();
  }
}
