import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Agent, request } from 'undici';
import { AuthError } from '../errors.ts';

const TIMEOUT_MILLISECONDS = 3000;
const MAX_BYTES = 64 * 1024;

/** Addresses that a stranger's URL must not reach: loopback, private, link-local, carrier-grade NAT, multicast, documentation. */
const FORBIDDEN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  FORBIDDEN.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  FORBIDDEN.addSubnet(net, bits, 'ipv6');

/** True for an address that no statement may send us to. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return FORBIDDEN.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** GETs a small text from another platform. */
export type StatementFetcher = (url: string) => Promise<string>;

/**
 * A fetcher with hard limits: 3 s, 64 KB, no redirects, https only; and the address that is connected to is checked, not the name, so that a name that
 * changes its mind between check and connection gains nothing. With `allowPrivate` (demo, or a network of its own by configuration) http and private addresses may be used.
 */
export function createStatementFetcher(allowPrivate: boolean): StatementFetcher {
  const agent = new Agent({
    connect: {
      timeout: TIMEOUT_MILLISECONDS,
      lookup: (host, options, done) =>
        void checkedLookup(host, allowPrivate).then(
          (found) => answer(found, options, done),
          (error: Error) => done(error as NodeJS.ErrnoException, '', 4),
        ),
    },
    connections: 8,
    maxHeaderSize: 16 * 1024,
  });
  return async (url) => {
    const parsed = URL.parse(url);
    if (!parsed || (parsed.protocol !== 'https:' && !(allowPrivate && parsed.protocol === 'http:')))
      throw refusedUrl(url);
    if (parsed.username !== '' || parsed.password !== '') throw refusedUrl(url);
    // A literal address is not looked up, so it is checked here.
    const literal = parsed.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && isIP(literal) !== 0 && isForbiddenAddress(literal)) throw refusedUrl(url);
    return readLimited(url, agent);
  };
}

function refusedUrl(url: string): AuthError {
  return new AuthError('CHAIN_INVALID', `not an address that may be fetched: ${url.slice(0, 200)}`);
}

interface Resolved {
  readonly address: string;
  readonly family: number;
}

async function checkedLookup(host: string, allowPrivate: boolean): Promise<readonly Resolved[]> {
  const found = await lookup(host, { all: true });
  if (!allowPrivate && found.some(({ address }) => isForbiddenAddress(address))) {
    throw new AuthError('CHAIN_INVALID', 'the name leads to a private address');
  }
  return found;
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | { address: string; family: number }[],
  family?: number,
) => void;

function answer(found: readonly Resolved[], options: { all?: boolean | undefined }, done: LookupDone): void {
  const first = found[0];
  if (!first) done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '', 4);
  else if (options.all) done(null, [...found]);
  else done(null, first.address, first.family);
}

async function readLimited(url: string, dispatcher: Agent): Promise<string> {
  try {
    const response = await request(url, {
      dispatcher,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      headers: { accept: 'application/entity-statement+jwt, application/json' },
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      const code = response.statusCode >= 500 ? 'CHAIN_UNREACHABLE' : 'CHAIN_INVALID';
      throw new AuthError(code, `${url.slice(0, 200)} answers ${response.statusCode}`);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new AuthError('CHAIN_INVALID', `${url.slice(0, 200)} is too large`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof AuthError) throw error;
    throw new AuthError('CHAIN_UNREACHABLE', `${url.slice(0, 200)} cannot be fetched`, { cause: error });
  }
}
