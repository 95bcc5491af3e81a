import { connect } from 'node:net';
import { Pool } from 'undici';

/** Stolen accounts that the attackers use in turn. */
const STOLEN_ACCOUNTS = 4;
const NEUTRAL_CONNECTIONS = 20;

/** One attack: how many connections, and what is sent over each, over and over. */
export interface Attack {
  readonly name: string;
  readonly attackers: number;
  readonly body: (turn: number) => string | Buffer;
}

const document = (query: string, variables?: unknown) => JSON.stringify({ query, variables });
const nest = (levels: number) => `${'{related'.repeat(levels)}{id}${'}'.repeat(levels)}`;
const chain = (links: number) =>
  Array.from({ length: links }, (_, index) => `fragment F${index} on Query{...F${index + 1}}`).join(' ');
const bomb = Array.from(
  { length: 20 },
  (_, index) => `fragment F${index} on Query{...F${index + 1} ...F${index + 1}}`,
).join(' ');
const huge = Buffer.alloc(10 * 1024 * 1024, 0x20);

export const ATTACKS: readonly Attack[] = [
  {
    name: 'fragment cycles',
    attackers: 20,
    body: (turn) => document(`{...A} fragment A on Query{hello ...B} fragment B on Query{a${turn}: hello ...A}`),
  },
  {
    name: 'chains of 5,000 fragments',
    attackers: 20,
    body: (turn) => document(`{...F0 a${turn}: hello} ${chain(5_000)} fragment F5000 on Query{hello}`),
  },
  {
    name: 'chains of 90 fragments',
    attackers: 20,
    body: (turn) => document(`{...F0 a${turn}: hello} ${chain(90)} fragment F90 on Query{hello}`),
  },
  {
    name: 'bombs of 2^20',
    attackers: 20,
    body: (turn) => document(`{...F0 a${turn}: hello} ${bomb} fragment F20 on Query{hello}`),
  },
  {
    name: '10,000 aliases',
    attackers: 20,
    body: (turn) => document(`{${Array.from({ length: 10_000 }, (_, index) => `a${turn}_${index}:hello `).join('')}}`),
  },
  {
    name: '1,900 fields that overlap',
    attackers: 20,
    body: (turn) => document(`{t${turn}: hello ${'items{id} '.repeat(475)}}`),
  },
  { name: '500 levels', attackers: 20, body: (turn) => document(`{a${turn}: items${nest(500)}}`) },
  {
    name: 'as much as is allowed',
    attackers: 20,
    body: (turn) =>
      document(
        `{${Array.from({ length: 50 }, (_, index) => `a${turn}_${index}:items{id name price related{id price}} `).join('')}}`,
      ),
  },
  { name: 'bodies of 10 MB', attackers: 10, body: () => huge },
  {
    name: 'malformed UTF-8',
    attackers: 20,
    body: () =>
      Buffer.concat([
        Buffer.from('{"query":"{hello(name:\\"'),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from('\\")}"}'),
      ]),
  },
  {
    name: 'variables 10,000 deep',
    attackers: 20,
    body: () =>
      `{"query":"query($n:String){hello(name:$n)}","variables":{"n":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`,
  },
  {
    name: '50,000 distinct texts',
    attackers: 50,
    body: (turn) => document(`{a${turn}_${Math.random().toString(36).slice(2)}: hello}`),
  },
  { name: 'nothing but braces', attackers: 20, body: (turn) => document(`{`.repeat(3_900) + turn) },
];

export interface AttackResult {
  readonly sent: number;
  /** HTTP statuses that the attackers got, with how often. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Attacks for so long, as fast as answers come. */
export async function attack(url: string, { attackers, body }: Attack, milliseconds: number): Promise<AttackResult> {
  const until = performance.now() + milliseconds;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: attackers });
  const statuses: Record<string, number> = {};
  let turn = 0;
  const attacker = async () => {
    while (performance.now() < until) {
      const mine = turn++;
      const status = await pool
        .request({
          path: pathname,
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer attacker-${mine % STOLEN_ACCOUNTS}` },
          body: body(mine),
        })
        .then(async (answer) => {
          await answer.body.dump();
          return String(answer.statusCode);
        })
        .catch((error: { code?: string }) => error.code ?? 'cut off');
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: attackers }, attacker));
  await pool.destroy();
  return { sent: turn, statuses };
}

/** As many requests per second as an attack sent, but valid and tiny: what mere load of that size does. Starts them on time, whether or not earlier ones were answered. */
export async function neutral(url: string, perSecond: number, milliseconds: number): Promise<AttackResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: NEUTRAL_CONNECTIONS });
  const statuses: Record<string, number> = {};
  const body = document('{hello}');
  const startedAt = performance.now();
  const total = Math.floor((perSecond * milliseconds) / 1_000);
  const running: Promise<void>[] = [];
  for (let index = 0; index < total; index++) {
    const wait = startedAt + (index * 1_000) / perSecond - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const request = pool.request({
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer neutral-${index % STOLEN_ACCOUNTS}` },
      body,
    });
    running.push(
      request.then(async (answer) => {
        await answer.body.dump();
        statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
      }),
    );
  }
  await Promise.all(running);
  await pool.destroy();
  return { sent: total, statuses };
}

export interface CrowdResult extends AttackResult {
  /** Refusals with 503 that did not say when to come back. */
  readonly withoutRetryAfter: number;
  /** Requests whose connection failed. */
  readonly withoutAnswer: number;
}

/** Honest clients, each with an account of their own, that together ask for far more than one gateway can do. */
export async function crowd(url: string, clients: number, milliseconds: number): Promise<CrowdResult> {
  const until = performance.now() + milliseconds;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: clients });
  const statuses: Record<string, number> = {};
  const result = { sent: 0, withoutRetryAfter: 0, withoutAnswer: 0 };
  const body = document('{items(first: 40){id name price related(first: 8){id price}}}');
  const client = async (name: number) => {
    while (performance.now() < until) {
      const answer = await pool
        .request({
          path: pathname,
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer crowd-${name}` },
          body,
        })
        .catch((error: { code?: string }) => error.code ?? 'cut off');
      result.sent++;
      if (typeof answer === 'string') {
        statuses[answer] = (statuses[answer] ?? 0) + 1;
        result.withoutAnswer++;
        continue;
      }
      await answer.body.dump();
      statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
      if (answer.statusCode === 503 && answer.headers['retry-after'] === undefined) result.withoutRetryAfter++;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
  await pool.destroy();
  return { ...result, statuses };
}

/** Opens connections that send a header line now and then and never finish. */
export async function slowLoris(url: string, connections: number, milliseconds: number): Promise<AttackResult> {
  const until = performance.now() + milliseconds;
  const { hostname, port, pathname } = new URL(url);
  let closed = 0;
  const sockets = Array.from({ length: connections }, (_, index) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        index % 2 === 0
          ? `POST ${pathname} HTTP/1.1\r\nhost: x\r\n`
          : `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`,
      ),
    );
    socket.on('error', () => {});
    socket.on('close', () => closed++);
    return socket;
  });
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const [index, socket] of sockets.entries())
      if (!socket.destroyed) socket.write(index % 2 === 0 ? 'x-a: b\r\n' : ' ');
  }
  for (const socket of sockets) socket.destroy();
  return { sent: connections, statuses: { 'closed by the gateway': closed } };
}
