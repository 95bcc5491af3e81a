import type { Connection } from 'mongoose';
import { createCollections } from '../../kernel/define-model.ts';
import { seedId } from '../../seed/random.ts';
import { type AdmissionRow, admissionModel } from '../../subgraphs/members/admission-model.ts';
import { accountModel } from '../../subgraphs/members/models.ts';
import type { Platform } from '../create-platform.ts';
import { demoAccounts } from '../demo-accounts.ts';

/** A second-level registration that was accepted before the platform's history begins: the same facts on both sides. */
export interface PastAdmission {
  readonly accountId: string;
  readonly unitId: string | null;
  readonly home: string;
  readonly to: string;
  /** Makes the ids, the same on both sides. */
  readonly key: string;
  readonly at: Date;
}

/** Writes this platform's side of accepted admissions; at home the accounts become users of the second level. Idempotent. */
export async function loadAdmissions(
  connection: Connection,
  here: string,
  admissions: readonly PastAdmission[],
): Promise<void> {
  const rows = admissionModel({ connection });
  await createCollections([rows]);
  for (const admission of admissions) {
    const { _id, ...fields } = rowOf(here, admission);
    await rows.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
    if (here === admission.home)
      await accountModel(connection).updateOne({ _id: admission.accountId }, { $set: { level: 2 } });
  }
}

function rowOf(here: string, { accountId, unitId, home, to, key, at }: PastAdmission): AdmissionRow {
  const asked = seedId(home, 'admission', key);
  return {
    _id: here === home ? asked : seedId(to, 'admission', key),
    kind: 'ACCOUNT',
    subjectId: accountId,
    unitName: '',
    unitId,
    home,
    to,
    state: 'ACCEPTED',
    reason: null,
    peerId: here === home ? null : asked,
    requestedAt: at,
    decidedAt: at,
    version: 2,
  };
}

/** The demo accounts that are users of the second level, as this platform knows them. Called in demo mode only. */
export async function createDemoAdmissions({ config, kernel }: Platform): Promise<void> {
  const admitted = demoAccounts.flatMap(({ platform, username, unit, admittedAt }) =>
    admittedAt && [platform, admittedAt].includes(config.id)
      ? [
          {
            accountId: seedId(platform, 'account', username),
            unitId: unit ? seedId(platform, 'unit', unit) : null,
            home: platform,
            to: admittedAt,
            key: username,
            at: kernel.clock.now(),
          },
        ]
      : [],
  );
  await loadAdmissions(kernel.connection, config.id, admitted);
}
