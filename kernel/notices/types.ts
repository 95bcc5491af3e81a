import type { Sealed } from '../audit/sealing.ts';

/** A message to people, queued with the fact that caused it. */
export interface Notice {
  /** Template name in kernel/notices/templates, `booking.confirmed`. */
  readonly template: string;
  /** Account ids or unit ids (then: its administrators). */
  readonly to: readonly string[];
  readonly about: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** A `Contact` that was sealed by `kernel.people.seal`: somebody without an account, told as well. Nobody is once that person was forgotten. */
  readonly contact?: Sealed;
}

/** How somebody without an account is reached; `email` or `telephone`. */
export interface Contact {
  readonly name: string;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly locale: 'zh' | 'en';
}

/** Someone who gets notices by e-mail. */
export interface Recipient {
  /** Global account id. */
  readonly id: string;
  readonly name: string;
  /** Null: only short messages reach them. */
  readonly email: string | null;
  /** For short messages; absent or null: none. */
  readonly telephone?: string | null;
  readonly locale: 'zh' | 'en';
}

/** Port to whoever knows people (members): account ids as they are, unit ids as their administrators. Unknown ids are left out. */
export type AddressBook = (ids: readonly string[]) => Promise<readonly Recipient[]>;

/** A notice as its receiver sees it on the platform. */
export interface NoticeView extends Notice {
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly text: string;
}
