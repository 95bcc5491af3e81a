/** A role over a part of the tree platform ⊃ unit ⊃ lab ⊃ instrument. */
export interface RoleGrant {
  readonly role: string;
  readonly path: readonly string[];
}

/** Who is logged in, as their access token says. For what the portal shows only: the graph decides what is allowed. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** Platform that the account belongs to. */
  readonly home: string;
  readonly unit: string | null;
  readonly grants: readonly RoleGrant[];
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

interface TokenClaims {
  readonly sub: string;
  readonly home: string;
  readonly unit?: string | null;
  readonly grants?: readonly RoleGrant[];
  readonly scopes?: readonly string[];
  readonly name?: string;
}

/** The claims of a JWT, unverified: the token came from the platform itself over its own origin. */
export function claimsOf<Claims>(token: string): Claims {
  const part = token.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}

/** The user whom an access token and its id token speak of. */
export function userOf(accessToken: string, idToken: string | null): User {
  const claims = claimsOf<TokenClaims>(accessToken);
  const name = idToken === null ? claims.name : (claimsOf<{ name?: string }>(idToken).name ?? claims.name);
  const grants = claims.grants ?? [];
  return {
    id: claims.sub,
    name: name ?? '',
    home: claims.home,
    unit: claims.unit ?? null,
    grants,
    roles: [...new Set(grants.map(({ role }) => role))],
    scopes: claims.scopes ?? [],
  };
}
