import { CombinedError } from '@urql/core';
import { expect, it } from 'vitest';
import { failureOf } from './failure.ts';

const graphQLErrors = (code: string) => [{ message: '原因', extensions: { code } }];

it.each([
  [{ networkError: new Error('x') }, 'offline'],
  [{ networkError: new Error('x'), response: { status: 401 } }, 'login'],
  [{ networkError: new Error('x'), response: { status: 429 } }, 'busy'],
  [{ networkError: new Error('x'), response: { status: 503 } }, 'busy'],
  [{ graphQLErrors: graphQLErrors('UNAUTHENTICATED') }, 'login'],
  [{ graphQLErrors: graphQLErrors('FORBIDDEN') }, 'forbidden'],
  [{ graphQLErrors: graphQLErrors('SUBGRAPH_ERROR') }, 'unavailable'],
])('%o is %s', (error, kind) => expect(failureOf(new CombinedError(error)).kind).toBe(kind));

it('keeps what the platform said and its code', () => {
  expect(failureOf(new CombinedError({ graphQLErrors: graphQLErrors('FORBIDDEN') }))).toEqual({
    kind: 'forbidden',
    message: '原因',
    code: 'FORBIDDEN',
  });
});
