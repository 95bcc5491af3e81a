import { creditCode, organisationCode } from '../../seed/codes.ts';
import type { PortalWorld } from './portal.ts';
import { accountId } from './seed-names.ts';

/** What waits for the platform's own people: a unit that wants to join, a user who wants the second level, and a month that is closed. */
export async function prepareAdministration(world: PortalWorld): Promise<void> {
  await world.visitor('mdj').do(
    'registerUnit',
    {
      name: '牡丹江市材料检测中心',
      kind: 'INSTITUTE',
      creditCode: creditCode(`12231002${organisationCode(72_000_001)}`),
      roles: ['OWNER'],
      district: '爱民区',
      contact: { name: '沈立新', telephone: '0453-6511201' },
    },
    'unit { id status }',
  );
  const unit = await world.login('mdj-unit');
  await unit.do('requestAdmission', { kind: 'ACCOUNT', subjectId: accountId('researcher2') }, 'admission { id }');
  await world.settle('mdj');
  await (await world.login('mdj-staff')).do('closePeriod', { span: '2013-02' }, 'statements { id }');
}
