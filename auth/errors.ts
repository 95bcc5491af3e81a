/** The closed list of auth's refusals, with the OAuth error (RFC 6749 §5.2, RFC 9449 §5) and HTTP status that each becomes on the wire. */
export const AUTH_CODES = {
  TOKEN_MALFORMED: { oauth: 'invalid_token', status: 401 },
  TOKEN_SIGNATURE: { oauth: 'invalid_token', status: 401 },
  TOKEN_EXPIRED: { oauth: 'invalid_token', status: 401 },
  TOKEN_NOT_YET_VALID: { oauth: 'invalid_token', status: 401 },
  TOKEN_CLAIM: { oauth: 'invalid_token', status: 401 },
  TOKEN_UNKNOWN_KEY: { oauth: 'invalid_token', status: 401 },
  TOKEN_REVOKED: { oauth: 'invalid_token', status: 401 },
  DPOP_REQUIRED: { oauth: 'invalid_token', status: 401 },
  DPOP_INVALID: { oauth: 'invalid_dpop_proof', status: 401 },
  REPLAYED: { oauth: 'invalid_grant', status: 400 },
  GRANT_INVALID: { oauth: 'invalid_grant', status: 400 },
  CLIENT_INVALID: { oauth: 'invalid_client', status: 401 },
  PARTNER_UNKNOWN: { oauth: 'invalid_client', status: 401 },
  PARTNER_BLOCKED: { oauth: 'invalid_client', status: 401 },
  SCOPE_DENIED: { oauth: 'invalid_scope', status: 400 },
  ROLE_DENIED: { oauth: 'invalid_grant', status: 400 },
  REQUEST_INVALID: { oauth: 'invalid_request', status: 400 },
  GRANT_TYPE_UNSUPPORTED: { oauth: 'unsupported_grant_type', status: 400 },
  STORE_DOWN: { oauth: 'temporarily_unavailable', status: 503 },
  CHAIN_UNREACHABLE: { oauth: 'temporarily_unavailable', status: 503 },
  CHAIN_INVALID: { oauth: 'invalid_client', status: 401 },
  LOGIN_FAILED: { oauth: 'access_denied', status: 401 },
  LOGIN_THROTTLED: { oauth: 'slow_down', status: 429 },
  PROOF_WRONG: { oauth: 'access_denied', status: 403 },
  NO_PASSWORD: { oauth: 'access_denied', status: 409 },
  LOGIN_AGAIN: { oauth: 'login_required', status: 403 },
  SECOND_FACTOR_NEEDED: { oauth: 'access_denied', status: 409 },
  SECOND_FACTOR_OFF: { oauth: 'access_denied', status: 409 },
  SETUP_OVER: { oauth: 'access_denied', status: 409 },
  INTERNAL_TOKEN: { oauth: 'invalid_token', status: 401 },
} as const;
export type AuthCode = keyof typeof AUTH_CODES;

/** A refusal of auth. The message is for logs and never quotes a token, password or key. */
export class AuthError extends Error {
  readonly code: AuthCode;
  constructor(code: AuthCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AuthError';
    this.code = code;
  }
  get oauthError(): string {
    return AUTH_CODES[this.code].oauth;
  }
  get status(): number {
    return AUTH_CODES[this.code].status;
  }
}
