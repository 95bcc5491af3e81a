import type { Failure } from '../../../graph/failure.ts';
import { createGraphFetch } from '../../../graph/graph-fetch.ts';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { accessToken, renew } from '../../../session/session-store.ts';

/** Why the platform did not do it, in the user's language, with what to do next. */
export interface AccountRefusal {
  readonly code: string;
  readonly message: string;
}

/** What came of a request about one's own account. */
export type AccountAnswer<Data> =
  | { readonly data: Data; readonly refusal?: undefined; readonly failure?: undefined }
  | { readonly data?: undefined; readonly refusal: AccountRefusal; readonly failure?: undefined }
  | { readonly data?: undefined; readonly refusal?: undefined; readonly failure: Failure };

/** What one types to show again who one is. */
export interface Proof {
  readonly password: string;
  readonly code: string;
}

/** The second factor as it stands (`GET /oidc/account/second-factor`). */
export interface SecondFactorStatus {
  readonly on: boolean;
  readonly required: boolean;
  readonly available: boolean;
  readonly recoveryCodesLeft: number;
}

export interface SecondFactorSetup {
  readonly secret: string;
  readonly qr: { readonly side: number; readonly path: string };
}

/** Something that has to be settled before the account is erased. */
export interface UnsettledMatter {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly fen?: number;
}

/** What stands in the way of an erasure, and what is asked for (`GET /account/erasure`). */
export interface ErasurePlan {
  readonly unsettled: readonly UnsettledMatter[];
  readonly confirmation: string;
  readonly asksPassword: boolean;
  readonly asksCode: boolean;
}

export interface ErasureReceipt {
  readonly toldPartners: readonly string[];
  readonly notRecalled: { readonly zh: string; readonly en: string };
}

const FACTOR = '/oidc/account/second-factor';
const ERASURE = '/account/erasure';

/** Requests about the user's own account. Passwords and codes go in the body of a form, never in an address. */
export const ownAccount = {
  factor: () => ask<SecondFactorStatus>(FACTOR),
  beginFactor: (proof: Proof) => ask<SecondFactorSetup>(`${FACTOR}/setup`, proof),
  confirmFactor: (code: string) => ask<{ readonly recoveryCodes: readonly string[] }>(FACTOR, { code }),
  renewCodes: (proof: Proof) => ask<{ readonly recoveryCodes: readonly string[] }>(`${FACTOR}/recovery-codes`, proof),
  dropFactor: (proof: Proof) => ask<SecondFactorStatus>(`${FACTOR}/off`, proof),
  erasure: () => ask<ErasurePlan>(ERASURE),
  erase: (proof: Proof & { readonly confirmation: string }) => ask<ErasureReceipt>(ERASURE, proof),
} as const;

/** With the user's token, which a change of the second factor makes void: it is renewed then. */
const send = createGraphFetch({
  accessToken,
  renew,
  language: currentLanguage,
  fetch: (...request) => fetch(...request),
});

async function ask<Data>(path: string, form?: object): Promise<AccountAnswer<Data>> {
  try {
    const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams({ ...form }) };
    const response = await send(path, body);
    const answer = (await response.json()) as Data | AccountRefusal;
    if (response.ok) return { data: answer as Data };
    if (isRefusal(answer)) return { refusal: answer };
    return { failure: { kind: response.status === 401 ? 'login' : 'unavailable' } };
  } catch {
    return { failure: { kind: 'offline' } };
  }
}

function isRefusal(answer: unknown): answer is AccountRefusal {
  return typeof (answer as { readonly message?: unknown }).message === 'string';
}
