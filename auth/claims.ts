import type { RoleGrant } from './policy.ts';

/**
 * Who a verified token speaks for. Its fields are those of kernel's `Caller` (the composition root adds the correlation id and
 * seals it), and the facts of the token that the gateway needs.
 */
export interface Claims {
  readonly kind: 'user' | 'platform';
  /** Account id here; for a platform token the partner's short id. */
  readonly subject: string;
  readonly name: string;
  /** Home platform's short id. */
  readonly home: string;
  readonly unitId: string | null;
  readonly grants: readonly RoleGrant[];
  readonly scopes: readonly string[];
  readonly authorisationVersion: number;
  readonly locale: 'zh' | 'en';
  readonly token: {
    readonly id: string;
    readonly clientId: string;
    /** Login session at this platform; null for tokens of partners' users and platforms. */
    readonly sessionId: string | null;
    readonly expiresAt: Date;
    /** Thumbprint of the key that must sign the DPoP proof; null for a bearer token. */
    readonly jkt: string | null;
  };
}
