import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { movableClock } from '../../test/harness/auth-server.ts';
import { createInternalSigner, createInternalVerifier, subgraphRoot } from './internal.ts';

const master = randomBytes(32);
const claims = { kind: 'user', subject: 'mdj:account:R' };
const body = '{"query":"{ me { id } }"}';
let clock: ReturnType<typeof movableClock>;

beforeEach(() => {
  clock = movableClock(new Date('2026-03-02T00:30:00.000Z'));
});

const seal = (subgraph = 'booking') => createInternalSigner(master, clock).seal(subgraph, claims, body);
const verifier = (subgraph = 'booking', root = subgraphRoot(master, subgraph)) =>
  createInternalVerifier(root, subgraph, clock);

test('a subgraph reads the claims of a token for it and this body', () => {
  expect(verifier().open(seal(), body)).toEqual(claims);
});

test('tokens live for 30 seconds', () => {
  const token = seal();
  clock.move(29);
  expect(verifier().open(token, body)).toEqual(claims);
  clock.move(1);
  expect(() => verifier().open(token, body)).toThrow('has expired');
});

test('keys change every hour; a token from just before is still good', () => {
  clock.move(29 * 60 + 55);
  const token = seal();
  clock.move(10);
  expect(verifier().open(token, body)).toEqual(claims);
  expect(seal().split('.')[1]).not.toBe(token.split('.')[1]);
});

test.each<[string, (token: string) => unknown]>([
  ['another body', (token) => verifier().open(token, `${body} `)],
  ['another subgraph', (token) => verifier('members').open(token, body)],
  [
    "another subgraph that has this one's key",
    (token) => verifier('members', subgraphRoot(master, 'booking')).open(token, body),
  ],
  [
    'changed claims',
    (token) =>
      verifier().open(
        token.replace(
          /\.[^.]+\.([^.]+)$/,
          `.${Buffer.from(JSON.stringify({ sub: 'booking', exp: 9e9, claims })).toString('base64url')}.$1`,
        ),
        body,
      ),
  ],
  ['no signature', (token) => verifier().open(token.replace(/[^.]+$/, ''), body)],
  ['a signature of another key', (token) => verifier('booking', randomBytes(32)).open(token, body)],
  ['nothing', () => verifier().open('', body)],
  ['one part too many', (token) => verifier().open(`${token}.x`, body)],
])('%s is refused', (_name, attempt) => {
  expect(() => attempt(seal())).toThrow(/internal token/);
});
