import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { createHolderCheck, type HolderCheck } from './accounts/holder.ts';
import { createLoginLimits } from './accounts/limits.ts';
import { createSecondFactor } from './accounts/second-factor.ts';
import { createSessions, type Sessions } from './accounts/sessions.ts';
import { createStanding, type Standing } from './accounts/standing.ts';
import { createExchangeClient, type ExchangeClient } from './exchange/client.ts';
import { createHomeExchange, type HomeExchange } from './exchange/home.ts';
import { createPartnerTokens } from './exchange/partner.ts';
import { createStatementFetcher, type StatementFetcher } from './federation/fetch.ts';
import { createOwnConfiguration } from './federation/own-configuration.ts';
import { createSuperior } from './federation/superior.ts';
import { createTrustCache, type TrustCache } from './federation/trust.ts';
import { createTrustResolver } from './federation/trust-resolver.ts';
import { addressOf } from './http.ts';
import type { ThirdPartyClient } from './oidc/clients.ts';
import { createOidc } from './oidc/mount.ts';
import type { UpstreamProvider } from './oidc/upstream.ts';
import type { AuthClock, AuthPorts } from './ports.ts';
import { createPlatformRoutes } from './routes.ts';
import { createInternalSigner, type InternalSigner, subgraphRoot } from './tokens/internal.ts';
import { signJwt } from './tokens/jwt.ts';
import { type KeyRing, openKeyRing } from './tokens/keys.ts';
import { type AccessVerifier, createAccessVerifier } from './verify-access.ts';

export interface AuthOptions {
  /** Short id, the first part of global ids. */
  readonly platformId: string;
  readonly platformName: { readonly zh: string; readonly en: string };
  readonly level: string;
  readonly parent: string | null;
  /** Public base URL without a slash at the end; the OpenID issuer is `<base>/oidc`, the graph `<base>/graphql`. */
  readonly base: string;
  readonly ports: AuthPorts;
  readonly clock: AuthClock;
  /** Clients of other makers. */
  readonly clients?: readonly ThirdPartyClient[];
  /** Other OpenID providers whose users may log in here. */
  readonly upstreams?: readonly UpstreamProvider[];
  readonly devOrigins?: readonly string[];
  readonly trustProxy?: boolean;
  /** Lets partners live on http and private addresses: demo, tests, a network of its own. Default false. */
  readonly allowPrivateAddresses?: boolean;
  /** The federation key made beforehand by `ensureFederationKey`, so that others could pin it. */
  readonly federationKey?: JWK | null;
  /** Faults of ours, for the log. Refusals go to the audit port. */
  readonly onError?: (error: unknown) => void;
}

/** Everything of auth/ that a platform mounts and uses. */
export interface Auth {
  /** Mount for every path that begins with `/oidc/`. Answers always. */
  oidcCallback(request: IncomingMessage, response: ServerResponse): void;
  /** Mount before the rest: serves `/partner/token`, `/partner/jwks`, `/federation/*`, `/.well-known/openid-federation`. False: not one of its paths. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  readonly verify: AccessVerifier;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly proveHolder: HolderCheck;
  readonly standing: Standing;
  readonly keys: { readonly oidc: KeyRing; readonly partner: KeyRing; readonly federation: KeyRing };
  readonly internal: {
    readonly signer: InternalSigner;
    /** What a remote subgraph process is given, base64url, to make its `createInternalVerifier`. */
    rootFor(subgraph: string): string;
  };
  readonly exchange: { readonly home: HomeExchange; readonly client: ExchangeClient };
  readonly trust: TrustCache;
  /** Signs the head of the audit chain (link/checkpoints): evidence, so it does not run out. */
  signCheckpoint(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Takes over keys that another replica made, and rotates old ones; done every minute by itself until `close`. */
  maintain(): Promise<void>;
  close(): void;
}

/** Opens keys and secrets from the ports and wires the rooms of auth/. */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const { ports, clock, base } = options;
  const onError = options.onError ?? (() => undefined);
  const secret = async (name: string): Promise<Buffer> =>
    Buffer.from(await ports.secrets.getOrCreate(name, () => randomBytes(32).toString('base64url')), 'base64url');
  const [cookieKey, pairwiseSalt, master] = await Promise.all([
    secret('cookies'),
    secret('pairwise'),
    secret('internal'),
  ]);
  const keys = await openRings(options);
  const limits = createLoginLimits(ports.counters);
  const accounts = createAccounts({
    platform: options.platformId,
    store: ports.accounts,
    audit: ports.audit,
    clock,
    limits,
    messages: ports.messages,
  });
  const standing = createStanding(ports.accounts, ports.artifacts, clock);
  const fetcher = createStatementFetcher(options.allowPrivateAddresses === true);
  const trust = createTrustCache(
    createTrustResolver({
      platform: options.platformId,
      self: { base, keys: keys.federation },
      fetcher,
      partners: ports.partners,
      clock,
    }),
    clock,
  );
  const home = createHomeExchange({
    platform: options.platformId,
    base,
    keys: keys.partner,
    pairwiseSalt,
    accounts: ports.accounts,
    admissions: ports.admissions,
    audit: ports.audit,
    clock,
  });
  const partnerTokens = createPartnerTokens({
    platform: options.platformId,
    base,
    keys: keys.partner,
    trust,
    accounts,
    admissions: ports.admissions,
    clock,
    partners: ports.partners,
    replay: ports.replay,
    audit: ports.audit,
  });
  const verify = createAccessVerifier({
    base,
    userKeys: keys.oidc.find,
    partnerKeys: keys.partner.find,
    standing,
    partners: ports.partners,
    replay: ports.replay,
    audit: ports.audit,
    clock,
  });
  const sessions = createSessions(ports.artifacts, standing, ports.audit, clock);
  const secondFactor = createSecondFactor({
    platformName: options.platformName,
    accounts,
    sessions,
    artifacts: ports.artifacts,
    limits,
    forget: standing.forget,
    clock,
  });
  const ipOf = (request: IncomingMessage): string => addressOf(request, options.trustProxy === true);
  const timer = setInterval(() => maintain(keys, clock).catch(onError), MAINTENANCE_MILLISECONDS).unref();
  return {
    oidcCallback: createOidc({
      options,
      keys: keys.oidc,
      accounts,
      sessions,
      secondFactor,
      verify,
      home,
      cookieKeys: [cookieKey.toString('base64url')],
      onError,
    }),
    handle: createPlatformRoutes({ ...federationOf(options, keys, fetcher), keys, partnerTokens, onError }),
    verify,
    accounts,
    sessions,
    proveHolder: createHolderCheck({ accounts, sessions, clock, ipOf }),
    standing,
    keys,
    internal: {
      signer: createInternalSigner(master, clock),
      rootFor: (subgraph) => subgraphRoot(master, subgraph).toString('base64url'),
    },
    exchange: { home, client: await createExchangeClient({ base, keys: keys.partner, home, trust, clock }) },
    trust,
    signCheckpoint: (claims) =>
      signJwt(
        keys.partner.current(),
        'audit-checkpoint+jwt',
        { iss: base, ...claims },
        CHECKPOINT_SECONDS,
        clock.now(),
      ),
    maintain: () => maintain(keys, clock),
    close: () => clearInterval(timer),
  };
}

/** This platform's two parts in a chain: what it says of itself, and of those below it. */
function federationOf(options: AuthOptions, keys: Auth['keys'], fetcher: StatementFetcher) {
  const { base, clock, level, parent, platformId: platform, platformName: name } = options;
  const { partners } = options.ports;
  return {
    superior: createSuperior({ platform, level, base, keys: keys.federation, partners, clock }),
    ownConfiguration: createOwnConfiguration({
      platform,
      name,
      level,
      parent,
      base,
      federationKeys: keys.federation,
      partnerKeys: keys.partner,
      partners,
      fetcher,
      clock,
    }),
  };
}

/** Signing keys are replaced after a month. The federation key is not: others have pinned it. */
const CHECKPOINT_SECONDS = 20 * 365 * 24 * 3600;
const MAINTENANCE_MILLISECONDS = 60_000;
const KEY_LIFE_MILLISECONDS = 30 * 24 * 3600_000;

async function maintain(keys: Auth['keys'], clock: AuthClock): Promise<void> {
  for (const ring of [keys.oidc, keys.partner, keys.federation]) await ring.reload();
  for (const ring of [keys.oidc, keys.partner]) {
    if (clock.now().getTime() - ring.newestAt().getTime() > KEY_LIFE_MILLISECONDS) await ring.rotate();
  }
}

async function openRings(options: AuthOptions): Promise<Auth['keys']> {
  const { ports, clock, federationKey } = options;
  if (federationKey && (await ports.keys.list('federation')).length === 0) {
    await ports.keys.rotate(
      {
        kid: federationKey.kid ?? '',
        purpose: 'federation',
        jwk: { ...federationKey },
        createdAt: clock.now(),
        retireAt: null,
      },
      clock.now(),
    );
  }
  const [oidc, partner, federation] = await Promise.all([
    openKeyRing(ports.keys, 'oidc', clock),
    openKeyRing(ports.keys, 'partner', clock),
    openKeyRing(ports.keys, 'federation', clock),
  ]);
  return { oidc, partner, federation };
}
