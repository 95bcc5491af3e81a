import { ERASED } from '../../kernel/audit/personal.ts';
import type { Role } from '../../kernel/caller.ts';
import { UNSETTLED_AT_ONCE, type UnsettledMatter } from '../../kernel/people.ts';
import type { RecordStore } from '../../kernel/records/record-store.ts';
import { typedInRecords } from '../../kernel/typed-text.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { AccountRow, MemberModels } from './models.ts';
import type { UnitRecord } from './units.ts';

/** What this room keeps of a person beside the account's profile, which the OpenID provider erases: how it was registered. */
export function keepPersonalData(kernel: Pick<Kernel, 'people'>, models: MemberModels): void {
  const { accounts } = models;
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
    unsettled: async (id) => [...(await soleAdministrator(models, id)), ...(await ledGroups(models, id))],
  });
}

const HEADS = ['PLATFORM_ADMINISTRATOR', 'UNIT_ADMINISTRATOR'] as const satisfies readonly Role[];

/** Units, or the platform, that nobody would administer without this person. */
async function soleAdministrator({ accounts }: MemberModels, _id: string): Promise<readonly UnsettledMatter[]> {
  const account = await accounts.findOne({ _id }).lean<AccountRow | null>();
  const heads = account?.grants.filter(({ role }) => HEADS.some((head) => head === role)) ?? [];
  const left = await Promise.all(
    heads.map(async ({ role, path }) => {
      const administers = { $elemMatch: { role, path } };
      const other = { 'grants.path': path.at(-1), grants: administers, disabled: false, _id: { $ne: _id } };
      return (await accounts.exists(other)) ? [] : [{ kind: 'administration', id: path.at(-1) ?? '', title: role }];
    }),
  );
  return left.flat();
}

/** Research groups whose members would have nobody to authorise them. */
async function ledGroups({ groups }: MemberModels, tutorId: string): Promise<readonly UnsettledMatter[]> {
  const rows = await groups.find({ tutorId }).limit(UNSETTLED_AT_ONCE).lean();
  return rows.map(({ _id: id, name: title }) => ({ kind: 'researchGroup', id, title }));
}

/** The contact of a unit that left is kept for so long, for what is still to be settled. */
const CONTACT_MILLISECONDS = 365 * 86_400_000;

/** Names typed without an account: contacts of units, reasons of decisions about them. */
export function keepTypedText(kernel: Pick<Kernel, 'people' | 'platform'>, units: RecordStore<UnitRecord>): void {
  const contact = ['contact.name', 'contact.telephone', 'contact.email'];
  const texts = { contact, reason: ['memberships.reason'] };
  const expired = (now: Date) => contactsOfFormer(units, kernel.platform.id, now);
  kernel.people.typed(typedInRecords(units, kernel.platform.id, 'unit', texts, { expired }));
}

async function contactsOfFormer({ model }: RecordStore<UnitRecord>, home: string, now: Date) {
  const before = now.getTime() - CONTACT_MILLISECONDS;
  const left = await model.find({ home, status: 'LEFT' } as never).lean<UnitRecord[]>();
  const over = left.filter(({ contact, memberships }) => {
    const own = memberships.find(({ platform }) => platform === home);
    return contact && contact.name !== ERASED && own && own.since.getTime() < before;
  });
  return over.map(({ _id }) => ({ recordId: _id, field: 'contact' }));
}
