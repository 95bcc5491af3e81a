import type { Connection } from 'mongoose';
import type { AdmissionPort } from '../auth/ports.ts';
import { createCollections } from '../kernel/define-model.ts';
import { admissionModel } from '../subgraphs/members/admission-model.ts';
import { isOpen } from '../subgraphs/members/domain/admission.ts';

/** Second-level registrations for auth/: the rows of `members`, read only. Cost: one indexed read each. */
export async function openAdmissions(connection: Connection): Promise<AdmissionPort> {
  const admissions = admissionModel({ connection });
  await createCollections([admissions]);
  return {
    openAdmission: async (accountId, to) => {
      const known = await admissions.find({ subjectId: accountId, kind: 'ACCOUNT', to }).lean();
      return known.find(({ state }) => isOpen(state))?._id ?? null;
    },
    isAdmitted: async (home, admissionId) =>
      (await admissions.exists({ peerId: admissionId, home, kind: 'ACCOUNT', state: 'ACCEPTED' })) !== null,
  };
}
