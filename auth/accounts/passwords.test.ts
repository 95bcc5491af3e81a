import { expect, test } from 'vitest';
import { createPasswords, passwordProblem } from './passwords.ts';

test('a password matches its hash whatever input method typed it; an unknown user matches nothing', async () => {
  const passwords = createPasswords();
  const stored = await passwords.hash('ｍｕｄａｎ password');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,/);
  expect(await passwords.check(stored, 'mudan password')).toBe(true);
  expect(await passwords.check(stored, 'mudan passwort')).toBe(false);
  expect(await passwords.check(null, 'no account has this password')).toBe(false);
});

test('more logins at once than can wait are refused instead of filling memory', async () => {
  const passwords = createPasswords(2, 4);
  await passwords.check(null, 'until the dummy hash is made');
  const stored = await passwords.hash('a long enough one');
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => passwords.check(stored, 'wrong')));
  const refused = results.filter((result) => result.status === 'rejected').length;
  // Two run, four wait.
  expect(refused).toBe(14);
  expect(await passwords.check(stored, 'a long enough one')).toBe(true);
});

test.each([
  ['short', 'TOO_SHORT'],
  ['x'.repeat(257), 'TOO_LONG'],
  ['my-login-2026', 'LIKE_LOGIN'],
  ['an unrelated phrase', null],
])('%s: %s', (password, problem) => {
  expect(passwordProblem(password, ['my-login'])).toBe(problem);
});
