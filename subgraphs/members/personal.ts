import type { Kernel } from '../../kernel/types.ts';
import type { AccountRow, MemberModels } from './models.ts';

/** What this room keeps of a person beside the account's profile, which the OpenID provider erases: how it was registered. */
export function keepPersonalData(kernel: Pick<Kernel, 'people'>, { accounts }: MemberModels): void {
  kernel.people.keep({
    name: 'registrations',
    export: async (_id) => {
      const account = await accounts.findOne({ _id }).lean<AccountRow | null>();
      return account?.registration ? [account.registration] : [];
    },
    erase: async (_id, { session }) => {
      const blank = {
        'registration.reason': null,
        'registration.creditCode': null,
        'registration.licenceFileId': null,
      };
      await accounts.updateOne({ _id, registration: { $ne: null } }, { $set: blank }, { session });
    },
  });
}
