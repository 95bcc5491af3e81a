import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAuthSettings } from './auth-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'mudan-auth-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'auth.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const upstream = {
  id: 'hlj',
  name: { zh: '省', en: 'province' },
  issuer: 'https://id.hlj.example',
  clientId: 'c',
  clientSecret: 's',
  role: 'INDIVIDUAL',
};

test('each platform has its section; without a file there is nothing', () => {
  const path = file({ mdj: { upstreams: [upstream] } });
  expect(readAuthSettings(path, 'mdj')).toEqual({ clients: [], upstreams: [upstream], requiresAdmission: {} });
  expect(readAuthSettings(path, 'hlj')).toEqual({ clients: [], upstreams: [], requiresAdmission: {} });
  expect(readAuthSettings(undefined, 'mdj')).toEqual({ clients: [], upstreams: [], requiresAdmission: {} });
});

test('a platform may say that users of a partner need no admission', () => {
  expect(readAuthSettings(file({ hlj: { requiresAdmission: { mdj: false } } }), 'hlj').requiresAdmission).toEqual({
    mdj: false,
  });
});

test.each([
  ['no JSON', 'x', /cannot be read/],
  [
    'a missing member',
    { mdj: { clients: [{ clientId: 'lab', name: 'Lab' }] } },
    /mdj\.clients\[0\] has no redirectUris/,
  ],
  [
    'an administrator role for strangers',
    { mdj: { upstreams: [{ ...upstream, role: 'PLATFORM_ADMINISTRATOR' }] } },
    /gives the role PLATFORM_ADMINISTRATOR/,
  ],
  [
    'an admission that is neither',
    { mdj: { requiresAdmission: { hlj: 'no' } } },
    /mdj\.requiresAdmission\.hlj must be/,
  ],
])('%s is said in one line', (_name, content, message) => {
  expect(() => readAuthSettings(file(content), 'mdj')).toThrow(message);
});
