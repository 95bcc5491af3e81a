import { mongo } from 'mongoose';
import type { Json } from './spec.ts';

type Client = InstanceType<typeof mongo.MongoClient>;
export type Database = mongo.Db;
export type Collection = mongo.Collection;
export type Session = mongo.ClientSession;

/** What a client saw: commands and connection pool events, in order. */
export interface Observed {
  readonly kind: 'command' | 'cmap';
  readonly name: string;
  readonly event: unknown;
}

const COMMAND_EVENTS = {
  commandStartedEvent: 'commandStarted',
  commandSucceededEvent: 'commandSucceeded',
  commandFailedEvent: 'commandFailed',
} as const;
const POOL_EVENTS = { connectionCheckOutStartedEvent: 'connectionCheckOutStarted' } as const;
const UNSEEN = new Set(['hello', 'isMaster', 'ismaster', 'configureFailPoint']);

/** The named things that a test works with. */
export class Entities {
  readonly observed = new Map<string, Observed[]>();
  private readonly uri: string;
  private readonly clients = new Map<string, Client>();
  private readonly databases = new Map<string, Database>();
  private readonly collections = new Map<string, Collection>();
  private readonly sessions = new Map<string, Session>();
  private readonly lsids = new Map<string, unknown>();

  constructor(uri: string) {
    this.uri = uri;
  }

  async create(specs: readonly Json[]): Promise<void> {
    for (const spec of specs) {
      const [kind] = Object.keys(spec);
      await this.createOne(String(kind), spec[String(kind)] as Json);
    }
  }

  private async createOne(kind: string, spec: Json): Promise<void> {
    const id = String(spec.id);
    switch (kind) {
      case 'client':
        this.clients.set(id, await this.connect(id, spec));
        return;
      case 'database':
        this.databases.set(
          id,
          this.client(String(spec.client)).db(String(spec.databaseName), optionsOf(spec.databaseOptions)),
        );
        return;
      case 'collection':
        this.collections.set(
          id,
          this.database(String(spec.database)).collection(
            String(spec.collectionName),
            optionsOf(spec.collectionOptions),
          ),
        );
        return;
      case 'session': {
        const session = this.client(String(spec.client)).startSession(
          sessionOptions((spec.sessionOptions ?? {}) as Json),
        );
        this.sessions.set(id, session);
        this.lsids.set(id, session.id);
        return;
      }
      default:
        throw new Error(`the runner doesn't know the entity '${kind}'`);
    }
  }

  private async connect(id: string, spec: Json): Promise<Client> {
    const uri = new URL(this.uri);
    for (const [name, value] of Object.entries((spec.uriOptions ?? {}) as Json))
      uri.searchParams.set(name, String(value));
    const client = new mongo.MongoClient(uri.href, { monitorCommands: true });
    const seen: Observed[] = [];
    this.observed.set(id, seen);
    const wanted = (spec.observeEvents ?? []) as string[];
    const ignored = new Set([...UNSEEN, ...((spec.ignoreCommandMonitoringEvents ?? []) as string[])]);
    for (const [name, event] of Object.entries(COMMAND_EVENTS)) {
      if (wanted.includes(name)) {
        client.on(event, (happened: { readonly commandName: string }) => {
          if (!ignored.has(happened.commandName)) seen.push({ kind: 'command', name, event: frozen(happened) });
        });
      }
    }
    for (const [name, event] of Object.entries(POOL_EVENTS)) {
      if (wanted.includes(name))
        client.on(event, (happened: unknown) => seen.push({ kind: 'cmap', name, event: happened }));
    }
    return client.connect();
  }

  client(id: string): Client {
    return required(this.clients, id);
  }

  database(id: string): Database {
    return required(this.databases, id);
  }

  collection(id: string): Collection {
    return required(this.collections, id);
  }

  /** A session; its id is known also after it ended. */
  session(id: string): Session & { readonly lsid: unknown } {
    return Object.assign(required(this.sessions, id), { lsid: this.lsids.get(id) });
  }

  kindOf(id: string): 'client' | 'database' | 'collection' | 'session' | undefined {
    if (this.clients.has(id)) return 'client';
    if (this.databases.has(id)) return 'database';
    if (this.collections.has(id)) return 'collection';
    return this.sessions.has(id) ? 'session' : undefined;
  }

  async close(): Promise<void> {
    for (const session of this.sessions.values()) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      await session.endSession();
    }
    await Promise.all([...this.clients.values()].map((client) => client.close(true)));
  }
}

/** An event as it is now: the driver changes some of the objects that it shows. */
function frozen(event: object): unknown {
  return copy({ ...event });
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== 'object' || isScalar(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item)]));
}

function isScalar(value: object): boolean {
  return '_bsontype' in value || value instanceof Date || value instanceof Map || ArrayBuffer.isView(value);
}

function required<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id);
  if (found === undefined) throw new Error(`no entity '${id}'`);
  return found;
}

function optionsOf(options: unknown): Json {
  return (options ?? {}) as Json;
}

function sessionOptions(options: Json): mongo.ClientSessionOptions {
  return options as mongo.ClientSessionOptions;
}
