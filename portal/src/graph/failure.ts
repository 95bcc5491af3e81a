import type { CombinedError } from '@urql/core';

/** Why a request gave nothing, as far as a page can say something about it. Texts: `failure.*` in the frame's locales. */
export type FailureKind = 'offline' | 'login' | 'forbidden' | 'busy' | 'partner' | 'unavailable';

export interface Failure {
  readonly kind: FailureKind;
  /** What the platform said, in the user's language. */
  readonly message?: string;
  /** Stable code of docs/errors.md. */
  readonly code?: string;
}

const KIND_OF_CODE: Readonly<Record<string, FailureKind>> = {
  UNAUTHENTICATED: 'login',
  FORBIDDEN: 'forbidden',
  RATE_LIMITED: 'busy',
  OVERLOADED: 'busy',
  SUBGRAPH_BUSY: 'busy',
  PARTNER_UNAVAILABLE: 'partner',
};

/** Reads the failure out of urql's error. */
export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors;
  const response = error.response as { readonly status?: number } | undefined;
  if (first === undefined) {
    if (response?.status === 401) return { kind: 'login' };
    if (response?.status === 429 || response?.status === 503) return { kind: 'busy' };
    return { kind: error.networkError ? 'offline' : 'unavailable' };
  }
  const code = String(first.extensions?.code ?? '');
  return { kind: KIND_OF_CODE[code] ?? 'unavailable', message: first.message, code };
}
