import type { TypedDocumentNode } from '@urql/core';
import { useCallback, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type Failure, failureOf } from './failure.ts';
import { createIntents, isRefusal, type RefusalOf, type SuccessOf } from './outcome.ts';

export type { RefusalOf, SuccessOf } from './outcome.ts';

/** What came of a command: done, refused (with what to change), or not answered. */
export type Outcome<Payload> =
  | { readonly success: SuccessOf<Payload>; readonly refusal?: undefined; readonly failure?: undefined }
  | { readonly success?: undefined; readonly refusal: RefusalOf<Payload>; readonly failure?: undefined }
  | { readonly success?: undefined; readonly refusal?: undefined; readonly failure: Failure };

type PayloadOf<Data> = Exclude<Data[Exclude<keyof Data, '__typename'>], null | undefined>;
type InputOf<Variables> = Variables extends { readonly input: infer Input } ? Omit<Input, 'idempotencyKey'> : never;

export interface Command<Data, Variables> {
  /** Sends the command. The idempotency key is made once per input and kept until an answer arrives, so a retry never does it twice. */
  run(input: InputOf<Variables>): Promise<Outcome<PayloadOf<Data>>>;
  readonly running: boolean;
}

/**
 * A mutation with one field that takes `input` and answers a union of success and refusals (`... on Refusal { message }`). One that only tries
 * (`keyed: false`, such as the preview of an import) changes nothing and takes no idempotency key.
 */
export function useCommand<Data, Variables extends { readonly input: object }>(
  document: TypedDocumentNode<Data, Variables>,
  { keyed = true }: { readonly keyed?: boolean } = {},
): Command<Data, Variables> {
  const client = useClient();
  const [running, setRunning] = useState(0);
  const intents = useRef(createIntents(() => crypto.randomUUID()));
  const run = useCallback(
    async (input: InputOf<Variables>): Promise<Outcome<PayloadOf<Data>>> => {
      setRunning((count) => count + 1);
      const intent = intents.current.of(input);
      const variables = { input: keyed ? { ...input, idempotencyKey: intent.key } : input } as unknown as Variables;
      const result = await client.mutation(document as TypedDocumentNode<Data>, variables).toPromise();
      setRunning((count) => count - 1);
      const payload = payloadOf(result.data);
      if (payload === undefined) return { failure: result.error ? failureOf(result.error) : { kind: 'unavailable' } };
      // Not answered yet: the request is kept, and repeating it must not be another one.
      if ((payload as { readonly __typename?: string }).__typename !== 'PartnerUnavailable') intent.answered();
      return isRefusal(payload)
        ? { refusal: payload as unknown as RefusalOf<PayloadOf<Data>> }
        : { success: payload as SuccessOf<PayloadOf<Data>> };
    },
    [client, document, keyed],
  );
  return { run, running: running > 0 };
}

function payloadOf(data: unknown): object | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  return Object.values(data).find((value): value is object => typeof value === 'object' && value !== null);
}
