import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { CROSSING_SCOPES } from '../policy.ts';
import type { PartnerRecord } from '../ports.ts';
import { checkConstraints } from './constraints.ts';
import type { Statement } from './entity.ts';
import { applyPolicy, mergePolicies } from './policy.ts';

const LEVELS = {
  cn: ['NATION', null],
  hlj: ['PROVINCE', 'cn'],
  mdj: ['CITY', 'hlj'],
  qqr: ['CITY', 'hlj'],
  ninan: ['COUNTY', 'mdj'],
} as const;
type Id = keyof typeof LEVELS;
const ids = Object.keys(LEVELS) as Id[];
const servers = new Map<Id, AuthServer>();
const at = (id: Id): AuthServer => servers.get(id)!;

beforeAll(async () => {
  for (const id of ids) servers.set(id, await startAuthServer(id, { level: LEVELS[id][0], parent: LEVELS[id][1] }));
  // Each knows the keys of its parent, of the nation and of those directly below it; of the others only that they exist.
  for (const id of ids)
    at(id).ports.partnerList.push(...ids.filter((other) => other !== id).map((other) => record(id, other)));
  await at('ninan').auth.accounts.create({
    id: 'ninan:account:R',
    logins: ['r'],
    name: '宁安用户',
    grants: [{ role: 'INDIVIDUAL', path: ['ninan'] }],
  });
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

function record(own: Id, other: Id): PartnerRecord {
  const known = LEVELS[own][1] === other || other === 'cn' || LEVELS[other][1] === own;
  const [level, parent] = LEVELS[other];
  return at(other).asPartner({ level, parent, ...(known ? {} : { pinnedKeys: [] }) });
}

test('a county is trusted by a city of the same province along the chain', async () => {
  const trusted = await at('qqr').auth.trust.platform(record('qqr', 'ninan'));
  expect(trusted.metadata).toMatchObject({
    platform: 'ninan',
    parent: 'mdj',
    level: 'COUNTY',
    token_endpoint: `${at('ninan').base}/partner/token`,
  });
});

test('its user goes to that city without either having pinned the other', async () => {
  const target = { method: 'POST', url: `${at('qqr').base}/partner/v1` };
  const user = { kind: 'user', subject: 'ninan:account:R', home: 'ninan', scopes: CROSSING_SCOPES };
  const headers = await at('ninan').auth.exchange.client.userHeaders(
    user,
    record('ninan', 'qqr'),
    CROSSING_SCOPES,
    target,
  );
  const token = headers.authorization!.slice(5);
  const claims = await at('qqr').auth.verify.verifyPartner({
    scheme: 'DPoP',
    token,
    dpop: { proof: headers.dpop!, ...target },
  });
  expect(claims).toMatchObject({ home: 'ninan', name: '宁安用户' });
});

test('the nation trusts a county three levels below it, whose key it never saw', async () => {
  expect((await at('cn').auth.trust.platform(record('cn', 'ninan'))).metadata.platform).toBe('ninan');
});

test('fetch and list answer for direct subordinates only', async () => {
  const list = (await (await fetch(`${at('hlj').base}/federation/list`)).json()) as string[];
  expect([...list].sort()).toEqual([at('mdj').base, at('qqr').base].sort());
  const about = (sub: string): Promise<Response> =>
    fetch(`${at('hlj').base}/federation/fetch?sub=${encodeURIComponent(sub)}`);
  expect((await about(at('mdj').base)).headers.get('content-type')).toBe('application/entity-statement+jwt');
  expect((await about(at('ninan').base)).status).toBe(404);
});

test('a province that blocks a city takes it out of every new chain', async () => {
  const list = at('hlj').ports.partnerList;
  const index = list.findIndex((one) => one.platform === 'mdj');
  const city = list[index]!;
  list[index] = { ...city, blocked: true };
  at('qqr').auth.trust.forget(at('mdj').base);
  await expect(at('qqr').auth.trust.platform(record('qqr', 'mdj'))).rejects.toMatchObject({ code: 'CHAIN_INVALID' });
  list[index] = city;
});

test('policies merge downwards and conflicts end the chain', () => {
  const policy = mergePolicies([
    { m: { level: { one_of: ['A', 'B'] }, v: { subset_of: [1, 2] } } },
    { m: { level: { one_of: ['B', 'C'] }, v: { subset_of: [1], essential: true } } },
  ]);
  expect(policy).toEqual({ m: { level: { one_of: ['B'] }, v: { subset_of: [1], essential: true } } });
  expect(applyPolicy({ m: { level: 'B', v: [1, 2] } }, policy)).toEqual({ m: { level: 'B', v: [1] } });
  expect(() => applyPolicy({ m: { level: 'A', v: [1] } }, policy)).toThrow('level is not allowed');
  expect(() => applyPolicy({ m: { level: 'B', v: [2] } }, policy)).toThrow('v is empty');
  expect(() => mergePolicies([{ m: { a: { value: 1 } } }, { m: { a: { value: 2 } } }])).toThrow('different values');
  expect(() => mergePolicies([{ m: { a: { regexp: 'x' } } }])).toThrow('unknown operator');
  expect(applyPolicy({ m: { a: 'x' } }, { m: { a: { add: 'y' }, b: { default: 3 } } })).toEqual({
    m: { a: ['x', 'y'], b: 3 },
  });
});

test('constraints bind all that is below', () => {
  const statement = (iss: string, sub: string, constraints: object) =>
    ({ iss, sub, claims: { constraints } }) as unknown as Statement;
  const under = (constraints: object) => () =>
    checkConstraints([
      statement('https://b', 'https://a.b.cn', {}),
      statement('https://c', 'https://b.cn', constraints),
    ]);
  expect(under({ max_path_length: 1 })).not.toThrow();
  expect(under({ max_path_length: 0 })).toThrow('longer');
  expect(under({ naming_constraints: { permitted: ['b.cn', '.b.cn'] } })).not.toThrow();
  expect(under({ naming_constraints: { permitted: ['b.cn'] } })).toThrow('not a permitted name');
  expect(under({ naming_constraints: { excluded: ['.b.cn'] } })).toThrow('excluded');
});
