import { isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { MAX_MESSAGE_BYTES } from '../wire/frames.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/raw.ts';
import type { Command, Context } from './context.ts';

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
  configureFailPoint: { run: configureFailPoint, fields: ['mode', 'data'] },
};
