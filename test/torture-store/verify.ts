import type { mongo } from 'mongoose';
import { ACCOUNTS, type Acknowledged, collectionsOf, STARTING_BALANCE } from './load.ts';

/** What a round broke, by kind. All zero is the promise. */
export interface Damage {
  lostWrites: string[];
  halfTransactions: string[];
  indexMisses: string[];
}

/** Compares what the store holds after a crash with what it had acknowledged, and every index with a full scan. */
export async function verify(client: mongo.MongoClient, known: Acknowledged): Promise<Damage> {
  const damage: Damage = { lostWrites: [], halfTransactions: [], indexMisses: [] };
  await verifyRows(client, known, damage);
  await verifyTransactions(client, known, damage);
  for (const collection of Object.values(collectionsOf(client)) as mongo.Collection[])
    await verifyIndexes(collection, damage);
  return damage;
}

async function verifyRows(client: mongo.MongoClient, known: Acknowledged, damage: Damage): Promise<void> {
  const { rows } = collectionsOf(client);
  const stored = new Map((await rows.find({}, { hint: { $natural: 1 } }).toArray()).map((row) => [row._id, row]));
  for (const id of known.rows) if (!stored.has(id)) damage.lostWrites.push(`insert ${id}`);
  for (const id of known.deleted) if (stored.has(id)) damage.lostWrites.push(`delete ${id}`);
  for (const [id, { acknowledged, sent }] of known.counters) {
    const n = stored.get(id)?.n ?? 0;
    if (n < acknowledged || n > sent) damage.lostWrites.push(`${id}: ${n}, acknowledged ${acknowledged}, sent ${sent}`);
    known.counters.set(id, { acknowledged: n, sent: n });
  }
}

async function verifyTransactions(client: mongo.MongoClient, known: Acknowledged, damage: Damage): Promise<void> {
  const { accounts, halves } = collectionsOf(client);
  const sum = (await accounts.find().toArray()).reduce((total, account) => total + account.balance, 0);
  if (sum !== ACCOUNTS * STARTING_BALANCE) damage.halfTransactions.push(`the accounts hold ${sum}`);
  const counts = new Map<string, number>();
  for (const { pair } of await halves.find().toArray()) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  for (const [pair, count] of counts) if (count !== 2) damage.halfTransactions.push(`pair ${pair} has ${count}`);
  for (const pair of known.pairs) if (!counts.has(pair)) damage.lostWrites.push(`transaction ${pair}`);
}

async function verifyIndexes(collection: mongo.Collection, damage: Damage): Promise<void> {
  const all = await collection.find({}, { hint: { $natural: 1 } }).toArray();
  for (const index of await collection.indexes()) {
    const name = String(index.name);
    const found = new Set(
      (await collection.find({}, { hint: name, projection: { _id: 1 } }).toArray()).map((row) => String(row._id)),
    );
    const expected = all.filter((row) => belongs(row, index));
    for (const row of expected)
      if (!found.has(String(row._id)))
        damage.indexMisses.push(`${collection.collectionName}.${name} misses ${String(row._id)}`);
    if (found.size !== expected.length)
      damage.indexMisses.push(
        `${collection.collectionName}.${name} has ${found.size} documents, a scan ${expected.length}`,
      );
  }
}

/** Which documents the two indexes that leave some out hold. */
function belongs(row: mongo.Document, index: mongo.IndexDescriptionInfo): boolean {
  if (index.sparse) return row.n !== undefined;
  return index.partialFilterExpression ? row.n > 50 : true;
}
