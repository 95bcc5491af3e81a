import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

interface AuditOptions extends PlatformChoice {
  readonly platform: string;
}

/** `mudan audit verify`: exits with 1 when a row was edited, deleted, moved or cut off, or the chain was rewritten. */
export async function verifyAudit(options: AuditOptions): Promise<void> {
  const config = platformNamed(await chosenNetwork(options), options.platform);
  const { rows, checkpoints, problems } = await withOperations(config, (operations) => operations.verifyAudit());
  const kept = checkpoints === null ? 'no parent answers for checkpoints' : `${checkpoints} checkpoints at the parent`;
  for (const problem of problems) console.log(`✗ ${problem}`);
  console.log(`${config.id}: ${rows} rows, ${kept}, ${problems.length === 0 ? 'whole' : 'BROKEN'}`);
  if (problems.length > 0) process.exitCode = 1;
}
