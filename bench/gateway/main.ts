import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { type Started, start, stop, usageOf } from './measure.ts';
import { ratios, table } from './report.ts';
import { BIG_QUERY, TINY_QUERY } from './shape.ts';
import { benchToken } from './token.ts';

/** One contender and one query. */
export interface Row {
  readonly contender: string;
  readonly query: string;
  readonly rps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerRequest: number;
  readonly rssMiB: number;
  readonly callsPerRequest: number;
  readonly answer: 'same' | 'same data' | 'differs' | 'none';
  /** Turned away with 503 and `Retry-After`, as a gateway under more load than it can bear should. */
  readonly shed: number;
  /** Connections that failed, timeouts, and any other status than 200 and 503. */
  readonly failed: number;
}

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly queries: readonly string[];
}

const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
const WARM_SECONDS = 4;
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 50);
/** Of the rounds the one that cost a contender least counts: other work on the machine only ever adds. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2);
const ONLY = process.env.BENCH_ONLY;
const BOTH = ['big', 'tiny'];
const QUERIES: Readonly<Record<string, string>> = { big: BIG_QUERY, tiny: TINY_QUERY };

const CONTENDERS: readonly Contender[] = [
  { name: 'stock Apollo', file: './servers/apollo.ts', args: [], queries: BOTH },
  { name: 'Hive, Rust planner', file: './servers/hive.ts', args: ['plain'], queries: BOTH },
  { name: 'Hive, Rust planner, dedupe', file: './servers/hive.ts', args: ['dedupe'], queries: BOTH },
  { name: 'Mercurius', file: './servers/mercurius.ts', args: [], queries: BOTH },
  { name: 'ours, cold front', file: './servers/ours.ts', args: ['cold'], queries: BOTH },
  { name: 'ours, hot front', file: './servers/ours.ts', args: ['hot'], queries: BOTH },
  { name: 'bare proxy', file: './servers/proxy.ts', args: [], queries: ['tiny'] },
  { name: 'ours, hot front, dedupe', file: './servers/ours.ts', args: ['hot-dedupe'], queries: BOTH },
];

type Autocannon = (options: Readonly<Record<string, unknown>>) => Promise<{
  readonly requests: { readonly total: number };
  readonly duration: number;
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly non2xx: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
  readonly errors: number;
}>;

async function main(): Promise<void> {
  const folder = new URL('../', import.meta.url).pathname;
  if (!existsSync(`${folder}node_modules`)) {
    console.log('installing the other gateways (once)…');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  const { default: autocannon } = (await import('autocannon' as string)) as { default: Autocannon };
  const best = new Map<string, Row>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const scale of [1, 10]) {
      for (const row of await runScale(scale, autocannon)) {
        const key = `${row.contender} ${row.query}`;
        const known = best.get(key);
        if (known === undefined || row.cpuMsPerRequest < known.cpuMsPerRequest) best.set(key, row);
      }
    }
  }
  const rows = [...best.values(), ...(ONLY === undefined || ONLY === 'in turns' ? await runInTurns(autocannon) : [])];
  console.log(
    `\nbest of ${ROUNDS} rounds, ${CONNECTIONS} connections, ${SECONDS} s each, ${availableParallelism()} cores, Node ${process.version}`,
  );
  console.log(table(rows));
  console.log(ratios(rows));
}

const IN_TURNS = ['ours, hot front', 'ours, hot front, dedupe', 'bare proxy'];
const TURNS = 5;
const TURN_SECONDS = 2;

/** The tiny query's RPS against the bare proxy's: all three run, and are asked in short turns, so that other work on the machine hits all alike. */
async function runInTurns(autocannon: Autocannon): Promise<Row[]> {
  const subgraphs = await start('./subgraphs.ts', []);
  const truth = new Map<string, string>();
  const chosen = CONTENDERS.filter(({ name }) => IN_TURNS.includes(name));
  const servers = await Promise.all(chosen.map(({ file, args }) => start(file, [subgraphs.origin, ...args])));
  const sums = new Map<string, Row>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, { name }] of chosen.entries()) {
      const [server, known] = [servers[index], sums.get(name)];
      if (server === undefined) continue;
      const seconds = { warm: turn === 0 ? WARM_SECONDS : 0, load: TURN_SECONDS };
      const row = await measure(name, 'tiny, in turns', TINY_QUERY, server, subgraphs, autocannon, truth, seconds);
      sums.set(
        name,
        known === undefined
          ? row
          : { ...row, rps: row.rps + known.rps, shed: row.shed + known.shed, failed: row.failed + known.failed },
      );
    }
  }
  await Promise.all([...servers, subgraphs].map(stop));
  return [...sums.values()].map((row) => ({ ...row, rps: row.rps / TURNS }));
}

async function runScale(scale: number, autocannon: Autocannon): Promise<Row[]> {
  const rows: Row[] = [];
  const subgraphs = await start('./subgraphs.ts', [], { SCALE: `${scale}` });
  const truth = new Map<string, string>();
  const contenders = scale === 1 ? CONTENDERS : CONTENDERS.filter(({ name }) => name === 'ours, hot front');
  for (const contender of contenders.filter(({ name }) => ONLY === undefined || name.includes(ONLY))) {
    rows.push(...(await tryContender(contender, subgraphs, autocannon, truth, scale)));
  }
  await stop(subgraphs);
  return rows;
}

async function tryContender(
  contender: Contender,
  subgraphs: Started,
  autocannon: Autocannon,
  truth: Map<string, string>,
  scale: number,
): Promise<Row[]> {
  try {
    const server = await start(contender.file, [subgraphs.origin, ...contender.args]);
    const rows: Row[] = [];
    for (const query of scale === 1 ? contender.queries : ['big']) {
      const label = scale === 1 ? query : `${query} × ${scale}`;
      rows.push(await measure(contender.name, label, QUERIES[query] ?? '', server, subgraphs, autocannon, truth));
    }
    await stop(server);
    return rows;
  } catch (error) {
    console.log(`${contender.name} was not run: ${String(error).slice(0, 600)}`);
    return [];
  }
}

async function measure(
  contender: string,
  query: string,
  text: string,
  server: Started,
  subgraphs: Started,
  autocannon: Autocannon,
  truth: Map<string, string>,
  seconds = { warm: WARM_SECONDS, load: SECONDS },
): Promise<Row> {
  const request = {
    url: server.url,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${benchToken()}` },
    body: JSON.stringify({ query: text }),
  };
  const load = (duration: number) => autocannon({ ...request, connections: CONNECTIONS, duration });
  const answer = await firstAnswer(server.url, request);
  if (!answer.startsWith('{"data":{') || answer.includes('"errors"'))
    throw new Error(`it answered ${answer.slice(0, 300)}`);
  if (seconds.warm > 0) await load(seconds.warm);
  await fetch(`${subgraphs.origin}/calls`);
  const pid = server.child.pid ?? 0;
  const before = usageOf(pid);
  const result = await load(seconds.load);
  const after = usageOf(pid);
  const calls = Number(await (await fetch(`${subgraphs.origin}/calls`)).text());
  const shed = result.statusCodeStats['503']?.count ?? 0;
  const row: Row = {
    contender,
    query,
    rps: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / result.requests.total,
    rssMiB: after.rssMiB,
    callsPerRequest: calls / result.requests.total,
    answer: compare(answer, query, truth),
    shed,
    failed: result.non2xx - shed + result.errors,
  };
  console.log(table([row]));
  return row;
}

/** A gateway that starts on a busy machine may turn the first requests away. */
async function firstAnswer(url: string, request: RequestInit): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(url, request);
    const text = await response.text();
    if (response.status !== 503 || attempt === 10) return text;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Against the first contender's answer: byte by byte, or at least the same data. */
function compare(answer: string, query: string, truth: Map<string, string>): Row['answer'] {
  const first = truth.get(query);
  if (first === undefined) truth.set(query, answer);
  if (first === undefined || first.trim() === answer.trim()) return 'same';
  try {
    const [one, other] = [JSON.parse(first), JSON.parse(answer)] as [{ data: unknown }, { data: unknown }];
    return isDeepStrictEqual(one.data, other.data) ? 'same data' : 'differs';
  } catch {
    return 'none';
  }
}

await main();
if (ONLY === undefined) {
  console.log("\nthe platform's ten commonest portal queries, per request:");
  await import('./portal.ts');
}
process.exit(0);
