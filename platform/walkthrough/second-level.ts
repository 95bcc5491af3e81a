import { seedId } from '../../seed/random.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/**
 * Two-level registration (两级用户注册): a user of the city alone may look at the province but not book; endorsed by the unit and accepted by the
 * province, the same request meets the province's own rules. `wanted` is a slot that is taken: nothing is booked here.
 */
export async function secondLevel(
  world: World,
  report: Report,
  wanted: Readonly<Record<string, unknown>>,
): Promise<void> {
  const ask = async (username: string) =>
    (await world.login(username)).attempt('requestBooking', wanted, 'booking { id }');
  const refused = await ask('researcher2');
  report.figure('a user of the first level is refused', refused.__typename, 'NotPermitted');
  report.say(refused.message);
  const subjectId = seedId('mdj', 'account', 'researcher2');
  const unit = await world.login('mdj-unit');
  await unit.do('requestAdmission', { kind: 'ACCOUNT', subjectId }, 'admission { id }');
  await world.settle('mdj', 'hlj');
  const staff = await world.login('hlj-staff');
  const { admissions } = await staff.ask(
    '{ admissions(filter: { state: REQUESTED }, first: 100) { edges { node { id subjectId } } } }',
  );
  const asked = admissions.edges.find(({ node }: { node: { subjectId: string } }) => node.subjectId === subjectId);
  const { admission } = await staff.do('acceptAdmission', { admissionId: asked?.node.id }, 'admission { state }');
  report.figure('endorsed by the unit; at hlj', admission.state, 'ACCEPTED');
  await world.settle('hlj', 'mdj');
  // The level is a right: the token from before is no longer good.
  await world.loginAgain('researcher2');
  report.figure('the same request now meets hlj’s own rules', (await ask('researcher2')).__typename, 'SlotTaken');
}
