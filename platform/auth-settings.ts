import { readFileSync } from 'node:fs';
import type { ThirdPartyClient } from '../auth/oidc/clients.ts';
import type { UpstreamProvider } from '../auth/oidc/upstream.ts';
import { UserError } from './user-error.ts';

/** What the file named by `MUDAN_AUTH` may say; one section for each platform id. */
export interface AuthSettings {
  /** Clients of other makers (docs/operations.md). */
  readonly clients: readonly ThirdPartyClient[];
  /** Other OpenID providers whose users may log in here. */
  readonly upstreams: readonly UpstreamProvider[];
  /** By partner id: must its users be admitted here before they request anything? Absent: the rule of `auth/policy` for the two levels. */
  readonly requiresAdmission: Readonly<Record<string, boolean>>;
}

const NONE: AuthSettings = { clients: [], upstreams: [], requiresAdmission: {} };
const NEEDED = {
  clients: ['clientId', 'name', 'redirectUris'],
  upstreams: ['id', 'name', 'issuer', 'clientId', 'clientSecret', 'role'],
} as const;
const UPSTREAM_ROLES: ReadonlySet<unknown> = new Set(['INDIVIDUAL', 'FIRM_USER', 'RESEARCHER']);

/** The section of one platform; nothing when no file is named. Throws `UserError` with what is wrong in the file. */
export function readAuthSettings(file: string | undefined, platform: string): AuthSettings {
  if (!file) return NONE;
  let all: Record<string, Partial<AuthSettings> | undefined>;
  try {
    all = JSON.parse(readFileSync(file, 'utf8')) as typeof all;
  } catch (error) {
    throw new UserError(`MUDAN_AUTH: ${file} cannot be read: ${(error as Error).message}`);
  }
  const settings = { ...NONE, ...all[platform] };
  for (const kind of ['clients', 'upstreams'] as const) {
    for (const [index, one] of settings[kind].entries())
      check(file, `${platform}.${kind}[${index}]`, one, NEEDED[kind]);
  }
  const odd = settings.upstreams.find(({ role }) => !UPSTREAM_ROLES.has(role));
  if (odd)
    throw new UserError(
      `MUDAN_AUTH: ${file}: upstream ${odd.id} gives the role ${odd.role}; possible: ${[...UPSTREAM_ROLES].join(', ')}`,
    );
  const unclear = Object.entries(settings.requiresAdmission).find(([, needed]) => typeof needed !== 'boolean');
  if (unclear)
    throw new UserError(`MUDAN_AUTH: ${file}: ${platform}.requiresAdmission.${unclear[0]} must be true or false`);
  return settings;
}

function check(file: string, place: string, value: object, needed: readonly string[]): void {
  const missing = needed.find((name) => !(name in value));
  if (missing) throw new UserError(`MUDAN_AUTH: ${file}: ${place} has no ${missing}`);
}
