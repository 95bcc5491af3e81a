import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** Headers by which a proxy says that it is one. */
const PROXY_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

/** The address that a request came from: of the connection, or what the outermost of the trusted proxies saw. */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = request.headers['x-forwarded-for'];
  if (trustedProxies > 0 && typeof forwarded === 'string') {
    const hops = forwarded.split(',').map((hop) => hop.trim());
    const seen = hops[Math.max(0, hops.length - trustedProxies)];
    if (seen !== undefined && seen !== '') return seen;
  }
  return request.socket.remoteAddress ?? '';
}

/**
 * Whether a request came from this machine or from one of `networks` (`10.0.0.0/8`, `2001:db8::1`). One that a proxy passed on which is not trusted came from
 * nobody knows where, though the connection be local. Throws `RangeError` for what is no network.
 */
export function createNeighbours(
  networks: readonly string[],
  trustedProxies: number,
): (request: IncomingMessage) => boolean {
  const allowed = new BlockList();
  for (const network of ['127.0.0.0/8', '::1', ...networks]) allow(allowed, network);
  return (request) => {
    if (trustedProxies === 0 && PROXY_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
    const address = addressOf(request, trustedProxies);
    return address !== '' && allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

function allow(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  try {
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  } catch (cause) {
    throw new RangeError(`${network} is no address and no network`, { cause });
  }
}
