import { Agent, request } from 'undici';
import { AuthError } from '../auth/errors.ts';
import { type ExchangeClient, PartnerUnreachable } from '../auth/exchange/client.ts';
import type { HomeUser } from '../auth/exchange/home.ts';
import type { PartnerRecord } from '../auth/ports.ts';

const LIVE_TIMEOUT_MILLISECONDS = 8_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** In whose name a partner is asked. */
export type Asker = { readonly user: HomeUser; readonly scopes: readonly string[] } | 'platform';

/** The partner answered, but with errors instead of data. */
export class PartnerFault extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'PartnerFault';
    this.code = code;
  }
}

/** GraphQL over HTTP to partners, with tokens of the exchange. One connection pool for all of them. */
export interface LinkClient {
  /**
   * The `data` of one operation of the contract.
   * @throws {PartnerUnreachable} nothing is known about what it did
   * @throws {PartnerFault} it refused the request as a whole
   * @throws {AuthError} the caller may not go there
   */
  ask(
    partner: PartnerRecord,
    asker: Asker,
    document: string,
    variables: object,
  ): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export function createLinkClient(
  exchange: () => ExchangeClient,
  timeoutMilliseconds = LIVE_TIMEOUT_MILLISECONDS,
): LinkClient {
  const agent = new Agent({
    connections: 32,
    connect: { timeout: 2_000 },
    bodyTimeout: timeoutMilliseconds,
    headersTimeout: timeoutMilliseconds,
  });
  const send = async (partner: PartnerRecord, asker: Asker, body: string) => {
    const url = await exchange().contractUrl(partner);
    const target = { method: 'POST', url };
    const tokens =
      asker === 'platform'
        ? await exchange().platformHeaders(partner, target)
        : await exchange().userHeaders(asker.user, partner, asker.scopes, target);
    return post(agent, url, tokens, body, timeoutMilliseconds);
  };
  return {
    ask: async (partner, asker, document, variables) => {
      const body = JSON.stringify({ query: document, variables });
      let answer = await send(partner, asker, body);
      if (answer.status === 401) {
        // The partner restarted with other keys, or ended the token early: one more try with a fresh one.
        exchange().forget(partner);
        answer = await send(partner, asker, body);
      }
      return dataOf(answer);
    },
    close: () => agent.close(),
  };
}

interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

async function post(
  agent: Agent,
  url: string,
  tokens: Record<string, string>,
  body: string,
  timeout: number,
): Promise<RawAnswer> {
  try {
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { ...tokens, 'content-type': 'application/json', accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(timeout),
    });
    return { status: response.statusCode, body: JSON.parse(await limitedText(response.body)) };
  } catch (error) {
    throw new PartnerUnreachable('no answer from the partner', { cause: error });
  }
}

async function limitedText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new RangeError('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function dataOf({ status, body }: RawAnswer): Readonly<Record<string, unknown>> {
  if (status === 401 || status === 403) throw new AuthError('GRANT_INVALID', 'the partner does not accept our token');
  if (status >= 500) throw new PartnerUnreachable(`the partner answers ${status}`);
  const { data, errors } = body as { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] };
  if (typeof data === 'object' && data !== null && !errors?.length) return data as Record<string, unknown>;
  const first = errors?.[0];
  throw new PartnerFault(first?.extensions?.code ?? 'PARTNER_ERROR', first?.message ?? `the partner answers ${status}`);
}
