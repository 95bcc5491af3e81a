/** The members of a payload that are refusals: those that carry a message. */
export type RefusalOf<Payload> = Extract<Payload, { readonly message: string }>;
/** The members of a payload that mean it is done. */
export type SuccessOf<Payload> = Exclude<Payload, { readonly message: string }>;

/** A payload member is a refusal when it carries the message of `Refusal`. */
export function isRefusal(payload: object): payload is { readonly __typename: string; readonly message: string } {
  const { __typename, message } = payload as { readonly __typename?: string; readonly message?: unknown };
  return typeof message === 'string' && !(__typename ?? '').endsWith('Success');
}

export interface Intents {
  /** The intent behind an input: the same input gives the same key until `answered`. */
  of(input: unknown): { readonly key: string; answered(): void };
}

/** Keeps one idempotency key for each input whose answer is outstanding. */
export function createIntents(makeKey: () => string): Intents {
  const keys = new Map<string, string>();
  return {
    of(input) {
      const intent = JSON.stringify(input);
      const key = keys.get(intent) ?? makeKey();
      keys.set(intent, key);
      return { key, answered: () => keys.delete(intent) };
    },
  };
}
