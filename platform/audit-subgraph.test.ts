import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealCaller, systemCaller } from '../kernel/caller.ts';
import { networkConfigs } from './config.ts';
import { createPlatform, type Platform } from './create-platform.ts';
import { createPlatformLog } from './log.ts';
import { withPinnedKeys } from './trust.ts';

const directory = mkdtempSync(join(tmpdir(), 'mudan-audit-subgraph-'));
let platform: Platform;

beforeAll(async () => {
  const [config] = await withPinnedKeys(
    networkConfigs({ network: 'two', data: directory, port: 4000, production: true, scale: 1 }),
  );
  if (config === undefined) throw new Error('no platform in the network');
  platform = await createPlatform(config, createPlatformLog(config));
  await platform.start();
  for (const step of [1, 2, 3])
    await platform.kernel.transact(systemCaller('mdj', `audit-test-${step}`), async (tx) =>
      tx.audit({ action: 'auditTest', recordId: `mdj:test:${step}`, before: { step: step - 1 }, after: { step } }),
    );
  await platform.kernel.settled();
});
afterAll(async () => {
  await platform?.close();
  rmSync(directory, { recursive: true, force: true });
});

const run = (document: string, scopes: readonly string[] = ['audit:read']) =>
  platform.graph.run(
    document,
    {},
    sealCaller({
      kind: 'user',
      subject: 'mdj:account:auditor',
      name: 'auditor',
      home: 'mdj',
      unitId: null,
      grants: [{ role: 'AUDITOR', path: ['mdj'] }],
      scopes,
      authorisationVersion: 1,
      locale: 'en',
      correlationId: 'audit-test',
    }),
  );

interface Entries {
  readonly auditEntries: readonly { readonly seq: number; readonly recordId: string; readonly after: string }[];
}

test('an auditor reads the trail from the newest row down', async () => {
  const first = (await run('{ auditEntries(filter: { action: "auditTest" }, first: 2) { seq recordId before after } }'))
    .data as unknown as Entries;
  expect(first.auditEntries).toMatchObject([
    { recordId: 'mdj:test:3', before: '{"step":2}', after: '{"step":3}' },
    { recordId: 'mdj:test:2' },
  ]);
  const next = await run(
    `{ auditEntries(filter: { action: "auditTest" }, first: 2, before: ${first.auditEntries[1]!.seq}) { recordId } }`,
  );
  expect(next.data).toEqual({ auditEntries: [{ recordId: 'mdj:test:1' }] });
  const one = await run('{ auditEntries(filter: { recordId: "mdj:test:2" }) { action actor hash } }');
  expect(one.data?.auditEntries).toHaveLength(1);
});

test('the chain is recomputed, and a changed row is found', async () => {
  const verify = '{ verifyAudit { rows checkpoints problems } }';
  const whole = (await run(verify)).data?.verifyAudit as { rows: number; problems: string[] };
  expect(whole.rows).toBeGreaterThanOrEqual(3);
  expect(whole.problems).toEqual([]);
  await platform.storage.connection
    .collection('kernel_audit')
    .updateOne({ recordId: 'mdj:test:2' }, { $set: { after: { step: 20 } } });
  const broken = (await run(verify)).data?.verifyAudit as { problems: string[] };
  expect(broken.problems[0]).toContain('does not fit the chain');
});

test('it is for whoever may read it', async () => {
  for (const document of ['{ auditEntries { seq } }', '{ verifyAudit { rows } }'])
    expect((await run(document, ['members:administer'])).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});
