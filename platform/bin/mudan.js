#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still say what is missing: everything else needs Node 24 (type stripping, node:sqlite).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WANTED = [24, 12];

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1]);
}

if (isNewEnough(process.versions.node)) {
  const { main } = await import('../cli.ts');
  await main(process.argv);
} else {
  const bundled = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(bundled)) {
    console.error(
      `mudan needs Node ${WANTED.join('.')} or newer; this is ${process.versions.node}, and npm has not installed a newer one for this system. Install Node 24 and run the command again.`,
    );
    process.exit(1);
  }
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
