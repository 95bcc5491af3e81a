import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCOUNT_REFUSALS } from '../auth/accounts/refusals.ts';
import { ERASURE_REFUSALS } from './erasure-route.ts';

test('what people are refused about their own account is in docs/errors.md, each once, and nothing else', () => {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf("Of the routes about one's own account"));
  const documented = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...Object.keys(ACCOUNT_REFUSALS), ...Object.keys(ERASURE_REFUSALS)].sort());
});
