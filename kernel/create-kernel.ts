import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { PersonKeys } from './audit/person-keys.ts';
import { AuditTrail } from './audit/trail.ts';
import { type Caller, systemCaller } from './caller.ts';
import { LocalCatalogue } from './catalogue/catalogue.ts';
import { Commands } from './commands.ts';
import { Counters } from './counters/counters.ts';
import { Engine } from './engine.ts';
import { FileStore } from './files/file-store.ts';
import { FileLinks } from './files/links.ts';
import { idFactory, ulidFactory } from './ids.ts';
import { createKernelCollections, type KernelModels, kernelModels } from './models.ts';
import { Notices } from './notices/notices.ts';
import { fileTransport, type NoticeTransports } from './notices/transport.ts';
import type { Partners } from './partner-types.ts';
import { noPartners } from './partners.ts';
import { createPeople, noticesOf } from './people.ts';
import { platformSecret } from './platform-secret.ts';
import { KeyedQueue } from './queue.ts';
import { SearchReplica } from './search/replica.ts';
import type { Clock, Kernel, Logger, PlatformInfo, Tx } from './types.ts';
import { type TransactionalStore, UnitOfWork } from './unit-of-work.ts';

const MAXIMUM_FILE_BYTES = 64 * 1024 * 1024;

export interface KernelOptions {
  readonly platform: PlatformInfo;
  readonly storage: TransactionalStore;
  /** Folder of this process: files, mails, search index. Shared between replicas only for `files/`. */
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly log: Logger;
  /** The link to other platforms, made for this kernel. Without it every partner is unavailable. */
  readonly partners?: (kernel: Omit<Kernel, 'partners'>) => Partners;
  /** Where notices go; default: `.eml` files in the data folder. */
  readonly notices?: NoticeTransports;
  readonly maximumFileBytes?: number;
  /** 32 bytes that wrap the persons' keys (docs/decisions/0008-personal-data.md). Without it a secret in the database does. */
  readonly personalSecret?: Buffer;
  /** Whether jobs run when due (default true). Tests run them by name. */
  readonly scheduledJobs?: boolean;
}

/** The platform's clock in production. */
export const systemClock: Clock = { now: () => new Date() };

/** Makes the kernel of one platform process: collections and indexes exist when it resolves; nothing runs before `start`. */
export async function createKernel(options: KernelOptions): Promise<Kernel> {
  const rooms = makeRooms(options);
  await createKernelCollections(rooms.models);
  const kernel = assemble(options, rooms);
  const partners = options.partners?.(kernel) ?? noPartners();
  return { ...kernel, partners };
}

type Rooms = ReturnType<typeof makeRooms>;

function makeRooms(options: KernelOptions) {
  const { platform, storage, log } = options;
  const clock = options.clock ?? systemClock;
  const models: KernelModels = kernelModels(storage.connection);
  const nextUlid = ulidFactory(clock);
  const newId = idFactory(platform.id, clock);
  const caller = systemCaller(platform.id, 'kernel');
  const keys = new PersonKeys(models, options.personalSecret ?? null);
  let committed = (): void => undefined;
  const unit = new UnitOfWork(storage, { models, platform, nextUlid, keys }, clock, () => committed());
  const counters = new Counters(storage, models, nextUlid);
  const audit = new AuditTrail(storage, models, keys);
  const mailFiles = fileTransport(join(options.dataDir, 'mail'), `${platform.id}@mudan.invalid`);
  const { timeZone } = platform;
  const notices = new Notices({
    models,
    keys,
    transports: options.notices ?? { mail: mailFiles },
    log,
    clock,
    timeZone,
  });
  const replica = new SearchReplica(models, platform.id, join(options.dataDir, 'search', `${platform.id}.sqlite`), log);
  const scheduledJobs = options.scheduledJobs ?? true;
  const engine = new Engine({
    storage,
    models,
    unit,
    caller,
    clock,
    log,
    audit,
    counters,
    notices,
    replica,
    scheduledJobs,
  });
  committed = () => engine.wake();
  const catalogue = new LocalCatalogue(models, unit, platform, caller);
  const commands = new Commands(models, unit, clock);
  const folder = join(options.dataDir, 'files');
  const maximumBytes = options.maximumFileBytes ?? MAXIMUM_FILE_BYTES;
  const files = new FileStore({ models, folder, maximumBytes, clock, newId });
  const links = new FileLinks(models, clock);
  const people = createPeople({
    keys,
    models,
    notices,
    unit,
    platform: platform.id,
    consume: (consumer) => engine.consume(consumer),
  });
  people.keep(noticesOf(models, notices));
  engine.scheduler.add(people.retention);
  engine.scheduler.add(files.forsaken());
  return {
    models,
    clock,
    newId,
    unit,
    counters,
    audit,
    notices,
    replica,
    engine,
    catalogue,
    commands,
    files,
    links,
    people,
  };
}

function assemble(options: KernelOptions, rooms: Rooms): Omit<Kernel, 'partners'> {
  const { platform, storage, log } = options;
  const { audit, catalogue, clock, commands, counters, engine, files, links, models, newId } = rooms;
  const { notices, people, replica, unit } = rooms;
  const queue = new KeyedQueue();
  return {
    platform,
    connection: storage.connection as Connection,
    clock,
    log,
    newId,
    command: (request, work) => commands.run(request, work),
    transact: <T>(caller: Caller, work: (tx: Tx) => Promise<T>) => unit.run(caller, work),
    consume: (consumer) => engine.consume(consumer),
    job: (job) => engine.scheduler.add(job),
    catalogueKind: (kind, owner) => catalogue.register(kind, owner),
    search: async (request) => replica.search(request),
    catalogue,
    rebuild: (kind) => catalogue.rebuild(kind),
    countNow: (counter, amount, where) =>
      counters.add(counter, amount, where?.unitId ?? null, platform.timeZone, clock.now()),
    counted: (filter) => counters.read(filter),
    audit: { verify: () => audit.verify(), list: (filter) => audit.list(filter) },
    people,
    jobs: { list: () => engine.scheduler.list(), run: (name) => engine.scheduler.run(name) },
    files: {
      save: (...file) => files.save(...file),
      upload: (...file) => files.upload(...file),
      usable: (caller, id) => files.usable(caller, id),
      attach: (tx, id) => files.attach(tx, id),
      open: (id) => files.open(id),
      link: (id) => links.sign(id),
      isGoodLink: (...link) => links.isGood(...link),
    },
    secret: (name) => platformSecret(models, name),
    notices: {
      addressBook: (book) => notices.addressBook(book),
      list: (filter) => notices.list(filter),
      blank: (...what) => notices.blank(...what),
    },
    queued: (keys, work) => queue.run(keys, work),
    start: () => engine.start(),
    close: () => engine.close(),
    settled: () => engine.settled(),
  };
}
