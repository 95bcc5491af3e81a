import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `mudan compose`: the same program as `npm run compose`. */
export async function compose(options: { readonly check: boolean }): Promise<void> {
  const script = fileURLToPath(new URL('../../schema/compose.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...(options.check ? ['--check'] : [])], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
