import { type Caller, systemCaller } from './caller.ts';
import { kindOf } from './ids.ts';
import { refusal } from './room-commands.ts';
import type { Kernel, RefusalValue, Tx } from './types.ts';

const RECONCILE_AFTER_MS = 60_000;
const GIVE_UP_AFTER_MS = 15 * 60_000;

/** What a mirror of a record at a partner has: the intent that was stored, with its key, before the partner was called. */
export interface Mirror {
  readonly _id: string;
  readonly home: string;
  readonly requestedAt: Date;
}

/** How one room asks partners, and what it does with their answers. */
export interface IntentKind<M extends Mirror, A extends { readonly idempotencyKey: string }> {
  /** Correlation of work that nobody asked for: `booking.reconcile`. */
  readonly name: string;
  /** The contract's type of the record: anything else is a `PartnerRefusal`. */
  readonly answerType: 'PartnerBooking' | 'PartnerRequest';
  /** Query of the contract by `$keys`, and its field. */
  readonly byKey: { readonly document: string; readonly field: string };
  keyOf(mirror: M): string;
  isPending(mirror: M): boolean;
  /** At most 200 mirrors whose outcome is unknown and that were asked for before. Cost: one indexed read. */
  waiting(before: Date): Promise<readonly M[]>;
  /** Takes over the state at home, unless the mirror is as new. */
  apply(tx: Tx, mirrorId: string, answer: A): Promise<void>;
  /** The partner said no, or was never reached. Only a pending mirror changes. */
  refuse(tx: Tx, mirror: M, told: RefusalValue): Promise<void>;
  /** Refusals that the room's payloads know; others, of other software, become `NotPermitted` with their message. Absent: all are passed on. */
  readonly refusals?: ReadonlySet<string>;
}

type Outcome<A> = A & {
  readonly __typename: string;
  readonly refusal?: string;
  readonly message?: string;
  readonly details?: object;
};

/** The key of a mirror's intent, from its id: partners take 64 letters, digits, `_` and `-`, so the ULID alone. */
export function intentKey(platform: string, id: string): string {
  return id.slice(`${platform}:${kindOf(id)}:`.length);
}

/** Requests to partners whose intent is stored before the call: an unknown outcome stays pending until it is asked for by key. */
export function partnerIntents<M extends Mirror, A extends { readonly idempotencyKey: string }>(
  kernel: Pick<Kernel, 'platform' | 'partners' | 'transact'>,
  kind: IntentKind<M, A>,
) {
  const reconcileWith = async (home: string, mirrors: readonly M[], now: Date): Promise<void> => {
    const caller = systemCaller(kernel.platform.id, kind.name);
    const answer = await kernel.partners.call(home, caller, kind.byKey.document, { keys: mirrors.map(kind.keyOf) });
    if (!answer.ok) return;
    const found = new Map((answer.data[kind.byKey.field] as A[]).map((row) => [row.idempotencyKey, row]));
    for (const mirror of mirrors) {
      const known = found.get(kind.keyOf(mirror));
      if (known) await kernel.transact(caller, (tx) => kind.apply(tx, mirror._id, known));
      else if (now.getTime() - mirror.requestedAt.getTime() > GIVE_UP_AFTER_MS)
        await kernel.transact(caller, (tx) => kind.refuse(tx, mirror, unavailable(caller, home)));
    }
  };
  return {
    /** Asks the home platform about a mirror. `done` when it did what was asked; `PartnerUnavailable` while that is not known. Cost: one round trip. */
    ask: async <D extends object>(
      caller: Caller,
      mirror: M,
      document: string,
      input: object,
      done: D,
    ): Promise<D | RefusalValue> => {
      const answer = await kernel.partners.call(mirror.home, caller, document, { input });
      if (!answer.ok) return unavailable(caller, mirror.home);
      const outcome = Object.values(answer.data)[0] as Outcome<A>;
      if (outcome.__typename === kind.answerType) {
        await kernel.transact(caller, (tx) => kind.apply(tx, mirror._id, outcome));
        return done;
      }
      const told = toldBy(kind, outcome);
      if (kind.isPending(mirror)) await kernel.transact(caller, (tx) => kind.refuse(tx, mirror, told));
      return told;
    },
    /** Job: asks home platforms by key what became of requests whose answer was lost; one that never arrived is given up after 15 minutes. */
    reconcile: async (now: Date): Promise<void> => {
      const waiting = await kind.waiting(new Date(now.getTime() - RECONCILE_AFTER_MS));
      for (const [home, mirrors] of Map.groupBy(waiting, (mirror) => mirror.home))
        await reconcileWith(home, mirrors, now);
    },
  };
}

/** A partner's refusal as the room's payload knows it. */
export function toldBy(
  { refusals }: { readonly refusals?: ReadonlySet<string> },
  { refusal: name, message, details }: Outcome<object>,
): RefusalValue {
  if (!refusals || refusals.has(String(name)))
    return { ...details, __typename: String(name), message: String(message) };
  return { __typename: 'NotPermitted', message: String(message) };
}

function unavailable(caller: Caller, platform: string): RefusalValue {
  const text = {
    zh: '归属平台暂时无法访问，请求已保存，可稍后以同一请求重试。',
    en: 'The home platform cannot be asked now. The request is kept: repeat it later.',
  };
  return refusal(caller, 'PartnerUnavailable', text, { platform }).refusal;
}
