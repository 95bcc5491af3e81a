import { mongo } from 'mongoose';
import { isBrokenConnection, runTransaction } from '../../storage/transaction.ts';

type Client = InstanceType<typeof mongo.MongoClient>;

export const ACCOUNTS = 20;
export const STARTING_BALANCE = 1_000;
const DB = 'torture';

export interface Row {
  _id: string;
  n?: number;
  tags?: string[];
  worker?: number;
}

export interface Account {
  _id: string;
  balance: number;
}

export interface Half {
  _id: string;
  pair: string;
}

export interface Collections {
  readonly rows: mongo.Collection<Row>;
  readonly accounts: mongo.Collection<Account>;
  readonly halves: mongo.Collection<Half>;
}

export function collectionsOf(client: Client): Collections {
  const db = client.db(DB);
  return { rows: db.collection('rows'), accounts: db.collection('accounts'), halves: db.collection('halves') };
}

/** What the store has acknowledged, kept on the client's side over all rounds. */
export class Acknowledged {
  readonly rows = new Set<string>();
  readonly deleted = new Set<string>();
  readonly maybeDeleted = new Set<string>();
  readonly counters = new Map<string, { acknowledged: number; sent: number }>();
  readonly pairs = new Set<string>();
}

/** Prepares collections and indexes of every kind. */
export async function prepare(client: Client): Promise<void> {
  const { rows, accounts, halves } = collectionsOf(client);
  await rows.createIndex({ n: -1, worker: 1 });
  await rows.createIndex({ tags: 1 });
  await rows.createIndex({ worker: 1 }, { partialFilterExpression: { n: { $gt: 50 } }, name: 'partial' });
  await rows.createIndex({ n: 1 }, { sparse: true, name: 'sparse' });
  await halves.createIndex({ pair: 1 });
  const existing = await accounts.countDocuments();
  if (existing === 0)
    await accounts.insertMany(
      Array.from({ length: ACCOUNTS }, (_, i) => ({ _id: `a${i}`, balance: STARTING_BALANCE })),
    );
}

/** Writes of all kinds until the connection breaks. Resolves when it has. */
export async function work(client: Client, worker: number, round: number, known: Acknowledged): Promise<void> {
  const collections = collectionsOf(client);
  const steps = [insert, count, transfer, pair, remove];
  try {
    for (let i = 0; ; i++)
      await (steps[i % steps.length] as Step)(client, collections, `${round}-${worker}-${i}`, worker, known);
  } catch (error) {
    if (!(error instanceof mongo.MongoError) && !isBrokenConnection(error)) throw error;
  }
}

type Step = (
  client: Client,
  collections: Collections,
  id: string,
  worker: number,
  known: Acknowledged,
) => Promise<void>;

const insert: Step = async (_client, { rows }, id, worker, known) => {
  const n = Math.floor(Math.random() * 100);
  await rows.insertOne({ _id: id, ...(n % 7 > 0 && { n }), tags: [`t${n % 5}`, `t${n % 3}`], worker });
  known.rows.add(id);
};

const count: Step = async (_client, { rows }, _id, worker, known) => {
  const id = `counter-${worker}`;
  const counter = known.counters.get(id) ?? { acknowledged: 0, sent: 0 };
  known.counters.set(id, counter);
  counter.sent++;
  await rows.updateOne({ _id: id }, { $inc: { n: 1 } }, { upsert: true });
  counter.acknowledged++;
};

const remove: Step = async (_client, { rows }, _id, _worker, known) => {
  const [id] = known.rows;
  if (id === undefined || Math.random() < 0.7) return;
  known.rows.delete(id);
  known.maybeDeleted.add(id);
  await rows.deleteOne({ _id: id });
  known.deleted.add(id);
};

/** Money from one account to another: the sum never changes. */
const transfer: Step = async (client, { accounts }) => {
  const [from, to] = [0, 0].map(() => `a${Math.floor(Math.random() * ACCOUNTS)}`);
  if (from === undefined || to === undefined || from === to) return;
  await runTransaction(client, async (session) => {
    await accounts.updateOne({ _id: from }, { $inc: { balance: -7 } }, { session });
    await accounts.updateOne({ _id: to }, { $inc: { balance: 7 } }, { session });
  });
};

/** Two documents that exist both or not at all. */
const pair: Step = async (client, { halves }, id, _worker, known) => {
  await runTransaction(client, async (session) => {
    await halves.insertOne({ _id: `${id}-left`, pair: id }, { session });
    await halves.insertOne({ _id: `${id}-right`, pair: id }, { session });
  });
  known.pairs.add(id);
};
