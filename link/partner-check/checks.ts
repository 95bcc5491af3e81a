import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  configurationUrl,
  type PlatformMetadata,
  platformMetadata,
  verifySelfSigned,
} from '../../auth/federation/entity.ts';
import { keysOf } from '../../auth/tokens/keys.ts';
import { changeDigest, pageChecksum } from '../harvest.ts';
import { askContract, askToken, type CheckIdentity, checkGrant } from './identity.ts';

/** What the checks know of the candidate; filled by the first of them. */
export interface Candidate {
  readonly base: string;
  readonly identity: CheckIdentity;
  metadata?: PlatformMetadata;
  userToken?: string;
  platformToken?: string;
  instrumentId?: string;
}

export interface Check {
  readonly name: string;
  /** Needs the candidate to have registered the check's identity. */
  readonly registered: boolean;
  run(candidate: Candidate): Promise<void>;
}

function metadataOf(candidate: Candidate): PlatformMetadata {
  assert(candidate.metadata, 'the entity configuration could not be read');
  return candidate.metadata;
}

async function contract(
  candidate: Candidate,
  token: string | undefined,
  query: string,
  variables: object = {},
): Promise<Record<string, unknown>> {
  assert(token, 'no token was given before');
  const { status, body } = await askContract(
    candidate.identity,
    metadataOf(candidate).contract_endpoint,
    token,
    query,
    variables,
  );
  assert.equal(status, 200, `HTTP ${status}: ${JSON.stringify(body)}`);
  assert(!body.errors, JSON.stringify(body.errors));
  return body.data as Record<string, unknown>;
}

async function refusedToken(
  candidate: Candidate,
  wish: Parameters<typeof askToken>[3],
  errors: readonly string[],
): Promise<void> {
  const { status, body } = await askToken(
    candidate.identity,
    candidate.base,
    metadataOf(candidate).token_endpoint,
    wish,
  );
  assert(status >= 400 && status < 500, `HTTP ${status} instead of a refusal: ${JSON.stringify(body)}`);
  assert(errors.includes(String(body.error)), `error ${JSON.stringify(body.error)}, expected ${errors.join(' or ')}`);
  assert.equal(body.access_token, undefined, 'a token came with the refusal');
}

const OPEN: readonly Check[] = [
  {
    name: 'entity configuration: signed, current, with the metadata of a platform',
    registered: false,
    run: async (candidate) => {
      const response = await fetch(configurationUrl(candidate.base), { redirect: 'manual' });
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type') ?? '', /^application\/entity-statement\+jwt/);
      const statement = await verifySelfSigned((await response.text()).trim(), candidate.base, new Date());
      candidate.metadata = platformMetadata(statement.metadata);
      assert.match(candidate.metadata.platform, /^[a-z][a-z0-9]{1,15}$/, 'the platform id is short and lower case');
      assert(candidate.metadata.contract_versions.includes(1), 'contract version 1 is served');
    },
  },
  {
    name: 'signing keys: P-256 with kid, no private parts',
    registered: false,
    run: async (candidate) => {
      const jwks = metadataOf(candidate).jwks as { keys: { d?: string }[] };
      assert((await keysOf(jwks as never)).size > 0, 'no usable key');
      assert(
        jwks.keys.every((key) => key.d === undefined),
        'a private key is published',
      );
    },
  },
  {
    name: 'token endpoint: a request without client authentication is invalid_client',
    registered: false,
    run: async (candidate) => {
      const response = await fetch(metadataOf(candidate).token_endpoint, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      assert.equal(response.status, 401);
      assert.equal(((await response.json()) as { error: string }).error, 'invalid_client');
    },
  },
  {
    name: 'contract: a request without a token is answered 401 with a code',
    registered: false,
    run: async (candidate) => {
      const response = await fetch(metadataOf(candidate).contract_endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ platform { id } }"}',
      });
      assert.equal(response.status, 401);
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      assert.equal(errors[0]?.extensions.code, 'UNAUTHENTICATED');
    },
  },
];

const TOKENS: readonly Check[] = [
  {
    name: 'platform token: DPoP-bound, five minutes at most, no refresh token',
    registered: true,
    run: async (candidate) => {
      const { status, body } = await askToken(
        candidate.identity,
        candidate.base,
        metadataOf(candidate).token_endpoint,
        { grantType: 'platform' },
      );
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(String(body.token_type).toLowerCase(), 'dpop');
      assert(Number(body.expires_in) <= 300, 'lives too long');
      assert.equal(body.refresh_token, undefined);
      candidate.platformToken = String(body.access_token);
    },
  },
  {
    name: 'user token from a grant',
    registered: true,
    run: async (candidate) => {
      const { status, body } = await askToken(candidate.identity, candidate.base, metadataOf(candidate).token_endpoint);
      assert.equal(status, 200, JSON.stringify(body));
      candidate.userToken = String(body.access_token);
    },
  },
  {
    name: 'a grant is taken once',
    registered: true,
    run: async (candidate) => {
      const reuse = await checkGrant(candidate.identity, candidate.base);
      const first = await askToken(candidate.identity, candidate.base, metadataOf(candidate).token_endpoint, { reuse });
      assert.equal(first.status, 200, JSON.stringify(first.body));
      await refusedToken(candidate, { reuse }, ['invalid_grant']);
    },
  },
  {
    name: 'a grant for another platform is refused',
    registered: true,
    run: (candidate) => refusedToken(candidate, { grant: { aud: 'https://other.example' } }, ['invalid_grant']),
  },
  {
    name: 'a grant for several platforms is refused',
    registered: true,
    run: (candidate) =>
      refusedToken(candidate, { grant: { aud: [candidate.base, 'https://other.example'] } }, ['invalid_grant']),
  },
  {
    name: "another platform's user is refused",
    registered: true,
    run: (candidate) => refusedToken(candidate, { grant: { home: 'other' } }, ['invalid_grant']),
  },
  {
    name: 'a grant to another client is refused',
    registered: true,
    run: (candidate) => refusedToken(candidate, { grant: { client_id: 'https://other.example' } }, ['invalid_grant']),
  },
  {
    name: 'an administrator role is refused',
    registered: true,
    run: (candidate) => refusedToken(candidate, { grant: { user_class: 'PLATFORM_ADMINISTRATOR' } }, ['invalid_grant']),
  },
  {
    name: 'scopes that do not cross are refused',
    registered: true,
    run: (candidate) => refusedToken(candidate, { grant: { scope: 'platform:administer' } }, ['invalid_scope']),
  },
  {
    name: 'an assertion for another endpoint is refused',
    registered: true,
    run: (candidate) =>
      refusedToken(candidate, { assertion: { aud: 'https://other.example/token' } }, ['invalid_client']),
  },
  {
    name: 'a request without a DPoP proof is refused',
    registered: true,
    run: (candidate) => refusedToken(candidate, { withoutProof: true }, ['invalid_dpop_proof', 'invalid_request']),
  },
];

const PAGE =
  'query C($since: String, $first: Int!) { changes(since: $since, first: $first) { changes { id kind version title sharing grade withdrawn document digest cursor } cursor hasMore checksum } }';
const BOOK =
  'mutation B($input: PartnerBookingInput!) { requestBooking(input: $input) { __typename ... on PartnerBooking { id state version idempotencyKey } ... on PartnerRefusal { refusal message details } } }';
const DELIVER = 'mutation D($events: [PartnerEventInput!]!) { deliverEvents(events: $events) { accepted } }';

const CONTRACT: readonly Check[] = [
  {
    name: 'platform: says the id of its metadata',
    registered: true,
    run: async (candidate) => {
      const { platform } = await contract(
        candidate,
        candidate.platformToken,
        '{ platform { id level timeZone contractVersions } }',
      );
      assert.equal((platform as { id: string }).id, metadataOf(candidate).platform);
    },
  },
  {
    name: 'changes: pages with right digests and checksums, only own records, an end',
    registered: true,
    run: async (candidate) => {
      let since: string | null = null;
      for (let pages = 0; pages < 200; pages += 1) {
        const data = await contract(candidate, candidate.platformToken, PAGE, { since, first: 50 });
        const page = data.changes as {
          changes: (Parameters<typeof changeDigest>[0] & { digest: string })[];
          cursor: string;
          hasMore: boolean;
          checksum: string;
        };
        for (const change of page.changes) {
          assert.equal(changeDigest(change), change.digest, `digest of ${change.id}`);
          assert(change.id.startsWith(`${metadataOf(candidate).platform}:`), `${change.id} is not an own record`);
          assert(!change.withdrawn || change.document === null, 'a tombstone carries a document');
          if (change.kind === 'instrument' && !change.withdrawn) candidate.instrumentId ??= change.id;
        }
        assert.equal(pageChecksum(page.changes.map((change) => change.digest)), page.checksum, 'checksum of the page');
        if (!page.hasMore) return;
        assert.notEqual(page.cursor, since, 'the cursor does not advance');
        since = page.cursor;
      }
    },
  },
  {
    name: 'changes are not for users, bookings not for platforms',
    registered: true,
    run: async (candidate) => {
      assert(candidate.userToken && candidate.platformToken);
      const url = metadataOf(candidate).contract_endpoint;
      for (const [token, query] of [
        [candidate.userToken, '{ changes { cursor } }'],
        [candidate.platformToken, '{ myBookings { hasMore } }'],
      ] as const) {
        const { body } = await askContract(candidate.identity, url, token, query);
        assert.equal(
          (body.errors as { extensions?: { code?: string } }[] | undefined)?.[0]?.extensions?.code,
          'FORBIDDEN',
          JSON.stringify(body),
        );
      }
    },
  },
  {
    name: 'availability of a shared instrument',
    registered: true,
    run: async (candidate) => {
      if (!candidate.instrumentId) return;
      const from = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000);
      const variables = {
        ids: [candidate.instrumentId],
        from: from.toISOString(),
        to: new Date(from.getTime() + 7 * 86_400_000).toISOString(),
      };
      const { availability } = await contract(
        candidate,
        candidate.userToken,
        'query A($ids: [ID!]!, $from: DateTime!, $to: DateTime!) { availability(instrumentIds: $ids, from: $from, to: $to) { instrumentId timeZone free { start end } busy { start end } } }',
        variables,
      );
      assert(Array.isArray(availability));
    },
  },
  {
    name: 'testPrices (optional): prices of items asked for, or nothing',
    registered: true,
    run: async (candidate) => {
      const ids = [`${metadataOf(candidate).platform}:testItem:00000000000000000000000000`];
      const query = 'query P($ids: [ID!]!) { testPrices(ids: $ids, samples: 3) { id available charge { netFen } } }';
      const { testPrices } = await contract(candidate, candidate.userToken, query, { ids });
      assert(Array.isArray(testPrices), 'a list');
      assert(
        testPrices.every(({ id }: { id: string }) => ids.includes(id)),
        'an item that was not asked for',
      );
    },
  },
  {
    name: 'requestBooking: an unknown instrument is a refusal, not an error',
    registered: true,
    run: async (candidate) => {
      const input = {
        idempotencyKey: randomUUID(),
        instrumentId: `${metadataOf(candidate).platform}:instrument:00000000000000000000000000`,
        start: '2035-01-01T01:00:00.000Z',
        end: '2035-01-01T03:00:00.000Z',
        purpose: 'check',
      };
      const { requestBooking } = await contract(candidate, candidate.userToken, BOOK, { input });
      assert.deepEqual((requestBooking as { __typename: string; refusal: string }).refusal, 'NotFound');
    },
  },
  {
    name: 'the same key gives the same answer',
    registered: true,
    run: async (candidate) => {
      if (!candidate.instrumentId) return;
      const input = {
        idempotencyKey: randomUUID(),
        instrumentId: candidate.instrumentId,
        start: '2035-01-02T01:00:00.000Z',
        end: '2035-01-02T03:00:00.000Z',
        purpose: 'check',
      };
      const first = await contract(candidate, candidate.userToken, BOOK, { input });
      assert.deepEqual(await contract(candidate, candidate.userToken, BOOK, { input }), first);
    },
  },
  {
    name: 'deliverEvents: taken, taken again, and not about records of others',
    registered: true,
    run: async (candidate) => {
      const event = {
        id: randomUUID(),
        type: 'booking.confirmed',
        recordId: `${candidate.identity.platform}:booking:01`,
        version: 1,
        at: new Date().toISOString(),
        payload: { id: `${candidate.identity.platform}:booking:01` },
      };
      const foreign = { ...event, id: randomUUID(), recordId: 'other:booking:01' };
      for (let times = 0; times < 2; times += 1) {
        const { deliverEvents } = await contract(candidate, candidate.platformToken, DELIVER, {
          events: [event, foreign],
        });
        assert.deepEqual((deliverEvents as { accepted: string[] }).accepted, [event.id]);
      }
    },
  },
];

/** All checks, in the order in which they build on each other. */
export const CHECKS: readonly Check[] = [...OPEN, ...TOKENS, ...CONTRACT];

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'ok' | 'FAILED' | 'skipped';
  readonly reason?: string;
}

/** Runs the checks against a candidate; those that need a registration only when there is one. */
export async function checkPartner(
  base: string,
  identity: CheckIdentity,
  registered: boolean,
): Promise<readonly CheckResult[]> {
  const candidate: Candidate = { base, identity };
  const results: CheckResult[] = [];
  for (const check of CHECKS) {
    if (check.registered && !registered) {
      results.push({ name: check.name, outcome: 'skipped', reason: 'the candidate has not registered this check' });
      continue;
    }
    try {
      await check.run(candidate);
      results.push({ name: check.name, outcome: 'ok' });
    } catch (error) {
      results.push({ name: check.name, outcome: 'FAILED', reason: (error as Error).message.split('\n')[0] ?? '' });
    }
  }
  return results;
}
