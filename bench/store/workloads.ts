import { randomBytes } from 'node:crypto';
import { Binary, Long, ObjectId } from 'bson';

export const DB = 'bench';
/** Documents that the reading workloads choose from. */
export const SEEDED = 100_000;

export interface Session {
  readonly lsid: { readonly id: Binary };
  txnNumber: number;
}

export type Command = Readonly<Record<string, unknown>>;

/** One operation as a client sees it: the commands that it sends one after the other. */
export type Workload = (session: Session) => readonly Command[];

export function newSession(): Session {
  return { lsid: { id: new Binary(randomBytes(16), 4) }, txnNumber: 0 };
}

const pick = (): number => Math.floor(Math.random() * SEEDED);

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  ping: ({ lsid }) => [{ ping: 1, lsid, $db: DB }],
  insert: (session) => [
    {
      insert: 'inserted',
      documents: [{ _id: new ObjectId(), unit: `u${pick() % 500}`, minutes: 90, at: new Date() }],
      ordered: true,
      lsid: session.lsid,
      txnNumber: next(session),
      $db: DB,
    },
  ],
  'find by _id': ({ lsid }) => [
    { find: 'seeded', filter: { _id: `d${pick()}` }, limit: 1, singleBatch: true, lsid, $db: DB },
  ],
  'find by index': ({ lsid }) => [
    { find: 'seeded', filter: { serial: pick() }, limit: 1, singleBatch: true, lsid, $db: DB },
  ],
  'range of 100, sorted': ({ lsid }) => {
    const from = pick() % (SEEDED - 100);
    return [
      { find: 'seeded', filter: { serial: { $gte: from, $lt: from + 100 } }, sort: { serial: 1 }, lsid, $db: DB },
    ];
  },
  'update by _id': (session) => [
    {
      update: 'seeded',
      updates: [{ q: { _id: `d${pick()}` }, u: { $inc: { minutes: 1 } } }],
      ordered: true,
      lsid: session.lsid,
      txnNumber: next(session),
      $db: DB,
    },
  ],
  'transaction of 2 updates': (session) => {
    const txnNumber = next(session);
    const part = { lsid: session.lsid, txnNumber, autocommit: false };
    const change = (): Command => ({
      update: 'seeded',
      updates: [{ q: { _id: `d${pick()}` }, u: { $inc: { minutes: 1 } } }],
      ordered: true,
      ...part,
      $db: DB,
    });
    return [{ ...change(), startTransaction: true }, change(), { commitTransaction: 1, ...part, $db: 'admin' }];
  },
};

function next(session: Session): Long {
  session.txnNumber++;
  return Long.fromNumber(session.txnNumber);
}
