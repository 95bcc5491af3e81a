import { setTimeout as sleep } from 'node:timers/promises';
import { networkConfigs, type PlatformConfig } from '../config.ts';
import { demoAccounts, demoPassword } from '../demo-accounts.ts';
import { ensurePortal } from '../portal/ensure-portal.ts';
import { preflight } from '../preflight.ts';
import { progressBars } from '../progress.ts';
import { supervise } from '../supervisor.ts';
import { withPinnedKeys } from '../trust.ts';
import { networkNamed } from './network-named.ts';

interface StartOptions {
  readonly data: string;
  readonly port: number;
  readonly network: string;
  readonly production: boolean;
  readonly scale: number;
  readonly portal: boolean;
}

const exampleQuery =
  '{ search(text: "拉伸试验 GB/T 228.1", first: 5) { edges { node { kind title home record { ... on TestItem { unit { name } prices { component amountFen } } } } } } }';

/** `mudan start`: all platforms of a network under one supervisor, until Ctrl-C. */
export async function start(options: StartOptions): Promise<void> {
  const planned = networkConfigs({
    ...options,
    network: networkNamed(options.network),
    mongodbUri: process.env.MONGODB_URI,
  });
  await preflight(planned);
  const configs = await withPinnedKeys(planned);
  const startedAt = Date.now();
  const bars = progressBars();
  const supervisor = await supervise(configs, {
    progress: (message) => bars.update(message.platform, message.label, message.done, message.total),
    restarting: (platform, afterMs) =>
      console.error(`${platform} ended unexpectedly; starting it again in ${afterMs} ms`),
  }).finally(() => bars.stop());
  console.log(banner(configs, (Date.now() - startedAt) / 1000));
  const stopping = new AbortController();
  const portal = options.portal ? ensurePortal((line) => console.log(line), stopping.signal) : undefined;
  await interrupted();
  console.log('Stopping …');
  stopping.abort();
  await portal;
  await Promise.race([supervisor.close(), sleep(20_000, undefined, { ref: false })]);
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
}

function banner(configs: readonly PlatformConfig[], seconds: number): string {
  const lines = [`\nReady after ${seconds.toFixed(1)} s.\n`];
  for (const config of configs) lines.push(`  ${config.name.zh}  ${config.origin}/  graph ${config.origin}/graphql`);
  if (configs.some((config) => config.demo)) {
    lines.push('', `Demo accounts (password ${demoPassword}):`);
    const running = new Set(configs.map(({ id }) => id));
    for (const account of demoAccounts.filter(({ platform }) => running.has(platform))) {
      const second = account.totpSecret ? `   TOTP secret ${account.totpSecret}` : '';
      lines.push(`  ${account.platform}  ${account.username.padEnd(14)} ${account.label}${second}`);
    }
  }
  lines.push('', 'Paste this into the query page:', `  ${exampleQuery}`, '', 'Ctrl-C stops.');
  return lines.join('\n');
}
