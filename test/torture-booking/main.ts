import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKernel } from '../../kernel/create-kernel.ts';
import { createLedger } from '../../ledger/create-ledger.ts';
import { createWorld, type World } from '../../platform/walkthrough/world.ts';
import { seedId } from '../../seed/random.ts';
import { startEmbeddedStore } from '../../storage/embedded/index.ts';
import { openStorage } from '../../storage/index.ts';
import { bookingModels } from '../../subgraphs/booking/models.ts';
import { checkBookings } from '../harness/check-bookings.ts';
import { MDJ, testLog } from '../harness/kernel.ts';
import { type Acknowledged, sendUntilAnswered, summary } from './client.ts';
import { type TortureOptions, tortureOptions } from './options.ts';
import { rage, type StormResult } from './storm.ts';

const PLATFORM = 'mdj';
const REPLAYED_AT_ONCE = 50;

/**
 * `npm run torture:booking`: parallel clients create, move, approve, book series and sets and cancel over a few instruments through the gateway
 * while the platform is killed and restarted; then everything acknowledged must be there, nothing overlap, every key answer as the first time.
 */
async function torture(options: TortureOptions): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'mudan-torture-'));
  const world = await createWorld({ data, port: await freePort(), scale: 0.1 });
  try {
    const result = await storm(world, options);
    await world.settle(PLATFORM);
    const replays = await replay(result.acknowledged);
    await world.close();
    report(options, result, [...replays, ...(await inspect(data, result))]);
  } finally {
    await world.close();
    await rm(data, { recursive: true, force: true });
  }
}

async function storm(world: World, options: TortureOptions): Promise<StormResult> {
  const users = await Promise.all(['researcher', 'researcher2'].map((username) => world.login(username)));
  const staff = await world.login('mdj-staff');
  const instrumentIds = Array.from({ length: options.instruments }, (_, index) =>
    seedId(PLATFORM, 'instrument', `mdj-instrument-${index + 1}`),
  );
  const until = Date.now() + options.seconds * 1000;
  const killing = killNowAndThen(world, options, until);
  const result = await rage(
    { users, staff, instrumentIds, firstDay: new Date('2013-03-11T00:00:00Z'), until },
    options.clients,
  );
  await killing;
  return result;
}

/** `kill -9` of the platform's process, evenly over the time; the supervisor starts it again. */
async function killNowAndThen(world: World, { seconds, kills }: TortureOptions, until: number): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep((seconds * 1000) / (kills + 1));
    const pid = world.supervisor.pid(PLATFORM);
    if (pid && Date.now() < until) process.kill(pid, 'SIGKILL');
  }
}

/** Every acknowledged key once more: the answer must be the first one. */
async function replay(acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const wrong: string[] = [];
  const rest = [...acknowledged];
  const work = async (): Promise<void> => {
    for (let one = rest.pop(); one; one = rest.pop()) {
      const again = summary(await sendUntilAnswered(one.person, one.mutation, one.input, () => undefined));
      if (again !== one.answer) wrong.push(`${one.mutation} answered ${one.answer}, replayed ${again}`);
    }
  };
  await Promise.all(Array.from({ length: REPLAYED_AT_ONCE }, work));
  return wrong;
}

/** Opens the data when the platform is down: what it holds must be whole, and hold everything that was acknowledged. */
async function inspect(data: string, { acknowledged }: StormResult): Promise<string[]> {
  const base = await openData(join(data, PLATFORM));
  try {
    const stored = await bookingModels(base.kernel.connection).bookings.find({}).select({ _id: 1 }).lean();
    const known = new Set(stored.map((row) => String(row._id)));
    const named = acknowledged.flatMap(({ answer }) => answer.split(' ').slice(1));
    const lost = [...new Set(named)].filter((id) => !known.has(id)).map((id) => `${id} was acknowledged and is lost`);
    return [...lost, ...(await checkBookings(base))];
  } finally {
    await base.close();
  }
}

/** A platform's data without the platform: kernel and ledger on its own store. */
async function openData(dataDir: string) {
  const store = await startEmbeddedStore({ dataDir: join(dataDir, 'store') });
  const storage = await openStorage({ uri: store.uri, dbName: `mudan_${PLATFORM}` });
  const kernel = await createKernel({ platform: MDJ, storage, dataDir, log: testLog, scheduledJobs: false });
  const ledger = await createLedger({ kernel });
  const close = async (): Promise<void> => {
    await storage.close();
    await store.close();
  };
  return { kernel, ledger, close };
}

function report(options: TortureOptions, result: StormResult, problems: readonly string[]): void {
  const { clients, instruments, seconds, kills } = options;
  console.log(`${clients} clients, ${instruments} instruments, ${seconds} s, ${kills} kills`);
  for (const [outcome, count] of Object.entries(result.byOutcome).sort())
    console.log(`  ${outcome.padEnd(50)} ${count}`);
  console.log(`  acknowledged ${result.acknowledged.length}, each replayed; repeated sends ${result.retries}`);
  const successes = result.acknowledged.filter(({ answer }) => answer.includes('Success')).length;
  if (successes === 0) throw new Error('nothing succeeded: the torture proves nothing');
  for (const problem of problems.slice(0, 50)) console.error(`  WRONG ${problem}`);
  console.log(
    problems.length === 0 ? 'no overlap, nothing lost, replays equal, trial balance 0' : `${problems.length} problems`,
  );
  if (problems.length > 0) process.exitCode = 1;
}

/** A port whose hundredth neighbour is most likely free as well (the province's). */
async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? Math.min(address.port, 65_000) : 0));
  });
  return promise;
}

await torture(tortureOptions());
