import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networkConfigs, type PlatformConfig } from '../../platform/config.ts';
import { connectControl } from '../../platform/control.ts';
import { demoPassword } from '../../platform/demo-accounts.ts';
import { type Supervisor, supervise } from '../../platform/supervisor.ts';
import { withPinnedKeys } from '../../platform/trust.ts';
import { loginWithPassword } from '../harness/login.ts';

/** Nation, province, two cities and a county by configuration (issue 8): pins only up, down and at the root, everything else by chain. */
let data: string;
let configs: readonly PlatformConfig[];
let supervisor: Supervisor;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mudan-five-'));
  configs = await withPinnedKeys(networkConfigs({ network: 'five', data, port: 7300, production: false, scale: 0.05 }));
  supervisor = await supervise(configs);
  for (const config of configs) await (await connectControl(config.dataDir))?.settle();
});
afterAll(async () => {
  await supervisor?.close();
  await rm(data, { recursive: true, force: true });
});

const origin = (id: string): string => configs.find((config) => config.id === id)!.origin;

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the test's own query asks for
async function ask(id: string, token: string, query: string, variables: object = {}): Promise<any> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${origin(id)}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data: answer, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return answer;
}

test.each([
  ['a researcher of one city books at the other', 'qqr', 'qqr-researcher', 'mdj'],
  ['a user of the county books at a city that is not its own', 'ningan', 'ningan-user', 'qqr'],
])('%s', async (_name, home, username, target) => {
  const known = configs.find((config) => config.id === home)!.network.find((member) => member.id === target);
  expect(known).toBeDefined();
  const { accessToken } = await loginWithPassword({ issuer: `${origin(home)}/oidc`, username, password: demoPassword });
  const found = await ask(
    home,
    accessToken,
    '{ instruments(filter: { scope: NETWORK }, first: 100) { edges { node { id home } } } }',
  );
  const instrument = found.instruments.edges
    .map((edge: { node: { id: string; home: string } }) => edge.node)
    .find((node: { home: string }) => node.home === target);
  const start = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 3 * 86_400_000 + 2 * 3_600_000);
  const slot = { start: start.toISOString(), end: new Date(start.getTime() + 3_600_000).toISOString() };
  const mutation =
    'mutation($input: RequestBookingInput!) { requestBooking(input: $input) { __typename ... on RequestBookingSuccess { booking { home state } } ... on Refusal { message } } }';
  const { requestBooking } = await ask(home, accessToken, mutation, {
    input: { idempotencyKey: 'five', instrumentId: instrument.id, slot, purpose: '跨市预约' },
  });
  expect(requestBooking).toEqual({
    __typename: 'RequestBookingSuccess',
    booking: { home: target, state: 'REQUESTED' },
  });
});
