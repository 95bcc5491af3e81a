import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { personalSecret } from './personal-secret.ts';

test('the secret comes from the environment, whole or not at all', () => {
  const secret = randomBytes(32);
  expect(personalSecret({ MUDAN_PERSONAL_SECRET: secret.toString('base64') })).toEqual(secret);
  expect(personalSecret({})).toBeUndefined();
  expect(() => personalSecret({ MUDAN_PERSONAL_SECRET: 'short' })).toThrow('32 bytes');
});
