import { cpus, hostname, type as osType, totalmem } from 'node:os';
import { Long } from 'bson';
import { isDocument } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import { MAX_MESSAGE_BYTES } from '../wire/frames.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/raw.ts';
import { type Command, type Context, findCollection } from './context.ts';

/** What drivers take us for: they choose commands and their form by it. */
export const SERVER_VERSION = '8.0.0';
const MAX_WIRE_VERSION = 25;
/** Name of the replica set of one node; transactions and retryable writes need a set. */
const SET_NAME = 'mudan';

function hello(context: Context): Record<string, unknown> {
  const client: unknown = context.body.client;
  const application = isDocument(client) && isDocument(client.application) ? client.application.name : undefined;
  if (typeof application === 'string') context.connection.appName = application;
  const primary = context.request.command === 'hello' ? { isWritablePrimary: true } : { ismaster: true };
  return {
    helloOk: true,
    ...primary,
    setName: SET_NAME,
    setVersion: 1,
    secondary: false,
    hosts: [context.store.address],
    me: context.store.address,
    primary: context.store.address,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: context.now,
    logicalSessionTimeoutMinutes: 30,
    connectionId: context.connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

function buildInfo(): Record<string, unknown> {
  return {
    version: SERVER_VERSION,
    gitVersion: 'embedded store of mudan (a subset of MongoDB over SQLite)',
    versionArray: [8, 0, 0, 0],
    modules: [],
    javascriptEngine: 'none',
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngines: ['mudan-sqlite'],
  };
}

function getParameter(context: Context): Record<string, unknown> {
  const known: Record<string, unknown> = {
    featureCompatibilityVersion: { version: '8.0' },
    authenticationMechanisms: [],
    requireApiVersion: false,
    enableTestCommands: context.store.testCommands,
    transactionLifetimeLimitSeconds: 60,
  };
  const asked = Object.keys(context.body).filter((name) => Object.hasOwn(known, name));
  if (context.body.getParameter === '*') return known;
  if (asked.length === 0) throw new MongoServerFault('InvalidOptions', 'no option found to get');
  return Object.fromEntries(asked.map((name) => [name, known[name]]));
}

function hostInfo(): Record<string, unknown> {
  return {
    system: { hostname: hostname(), numCores: cpus().length, memSizeMB: Math.floor(totalmem() / 1048576) },
    os: { type: osType() },
    extra: {},
  };
}

function serverStatus({ store, now }: Context): Record<string, unknown> {
  return {
    host: hostname(),
    version: SERVER_VERSION,
    process: 'mudan-store',
    pid: Long.fromNumber(process.pid),
    uptime: Math.floor((now.getTime() - store.startedAt.getTime()) / 1000),
    localTime: now,
    mem: { resident: Math.floor(process.memoryUsage.rss() / 1048576) },
    metrics: { cursor: { open: { total: store.cursors.count } } },
    transactions: { currentOpen: store.sessions.openCount },
    storageEngine: { name: 'mudan-sqlite', persistent: true },
  };
}

function sizes(collection: Collection): { size: number; storageSize: number; indexSizes: Record<string, number> } {
  return collection.sizes();
}

function collStats(context: Context): Record<string, unknown> {
  const collection = findCollection(context);
  const ns = `${context.db}.${String(context.body.collStats)}`;
  if (!collection) return { ns, size: 0, count: 0, storageSize: 0, nindexes: 0, totalIndexSize: 0, indexSizes: {} };
  const { size, storageSize, indexSizes } = sizes(collection);
  const totalIndexSize = Object.values(indexSizes).reduce((sum, bytes) => sum + bytes, 0);
  const count = collection.count();
  return {
    ns,
    size,
    count,
    avgObjSize: count > 0 ? Math.round(size / count) : 0,
    storageSize,
    nindexes: collection.indexes.length,
    totalIndexSize,
    indexSizes,
    capped: false,
  };
}

function dbStats(context: Context): Record<string, unknown> {
  const all = context.store.catalogue
    .list(context.db)
    .map((collection) => ({ ...sizes(collection), objects: collection.count(), indexes: collection.indexes.length }));
  const sum = (pick: (item: (typeof all)[number]) => number): number =>
    all.reduce((total, item) => total + pick(item), 0);
  const indexSize = sum((item) => Object.values(item.indexSizes).reduce((total, bytes) => total + bytes, 0));
  const storageSize = sum((item) => item.storageSize);
  return {
    db: context.db,
    collections: all.length,
    views: 0,
    objects: sum((item) => item.objects),
    dataSize: sum((item) => item.size),
    storageSize,
    indexes: sum((item) => item.indexes),
    indexSize,
    totalSize: storageSize + indexSize,
  };
}

function configureFailPoint(context: Context): Record<string, unknown> {
  if (!context.store.testCommands)
    throw new MongoServerFault('CommandNotFound', "no such command: 'configureFailPoint'");
  context.store.failPoints.configure(context.body);
  return {};
}

const HELLO: Command = {
  run: hello,
  fields: [
    'client',
    'compression',
    'helloOk',
    'hostInfo',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
    'speculativeAuthenticate',
    'saslSupportedMechs',
    'forShell',
    'backpressure',
  ],
};
const EMPTY = (): Record<string, unknown> => ({});

export const INFO_COMMANDS: Readonly<Record<string, Command>> = {
  hello: HELLO,
  isMaster: HELLO,
  ismaster: HELLO,
  ping: { run: EMPTY, fields: [] },
  buildInfo: { run: buildInfo, fields: [] },
  buildinfo: { run: buildInfo, fields: [] },
  getParameter: {
    run: getParameter,
    fields: [
      'featureCompatibilityVersion',
      'authenticationMechanisms',
      'requireApiVersion',
      'enableTestCommands',
      'transactionLifetimeLimitSeconds',
      'showDetails',
      'allParameters',
    ],
  },
  hostInfo: { run: hostInfo, fields: [] },
  serverStatus: { run: serverStatus, fields: [] },
  connectionStatus: {
    run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
    fields: ['showPrivileges'],
  },
  collStats: { run: collStats, fields: ['scale'] },
  dbStats: { run: dbStats, fields: ['scale', 'freeStorage'] },
  configureFailPoint: { run: configureFailPoint, fields: ['mode', 'data'] },
};
