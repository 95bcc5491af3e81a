import { randomBytes } from 'node:crypto';
import { isDuplicateKey } from './commands.ts';
import type { HeadRow, KernelModels } from './models.ts';

/** A secret of 32 bytes under a name, made at the first use. It lies in the database, so that all replicas have the same. */
export async function platformSecret(models: Pick<KernelModels, 'heads'>, name: string): Promise<Buffer> {
  const fresh = { _id: name, value: 0, hash: randomBytes(32).toString('hex') };
  await models.heads.insertMany([fresh]).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
  const row = await models.heads.findById(name).lean<HeadRow | null>();
  return Buffer.from(row?.hash ?? fresh.hash, 'hex');
}
