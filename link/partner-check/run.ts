import { parseArgs } from 'node:util';
import { checkPartner } from './checks.ts';
import { openIdentity } from './identity.ts';

/**
 * `npm run partner:check -- URL [--port N] [--registered]`: tests whether a platform of other software fulfils the partner contract.
 * Without `--registered` it does what a stranger may, and prints the registration that the other checks need.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '4990' }, registered: { type: 'boolean', default: false } },
});
const [url] = positionals;
if (!url || !URL.canParse(url)) {
  console.error('Usage: npm run partner:check -- URL [--port N] [--registered]');
  process.exit(2);
}
const identity = await openIdentity(Number(values.port));
try {
  const registration = { platform: identity.platform, base: identity.base, keys: identity.federationKeys };
  console.log(`Asking as ${JSON.stringify(registration)}`);
  if (!values.registered)
    console.log(
      'Register this in the candidate within the next prompt and press Enter to run all checks, or Ctrl-D to run the open ones only.',
    );
  const registered = values.registered || (await pressedEnter());
  const results = await checkPartner(url.replace(/\/$/, ''), identity, registered);
  for (const { name, outcome, reason } of results)
    console.log(`${outcome.padEnd(8)}${name}${reason ? `\n        ${reason}` : ''}`);
  const failed = results.filter((result) => result.outcome === 'FAILED').length;
  const passed = results.filter((result) => result.outcome === 'ok').length;
  console.log(`${passed} passed, ${failed} failed, ${results.length - passed - failed} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await identity.close();
}

/** False at the end of input: nobody is there to register anything. */
async function pressedEnter(): Promise<boolean> {
  for await (const _chunk of process.stdin) return true;
  return false;
}
