import type { PortalWorld } from './portal.ts';
import { accountId, at, FIRM, PROVINCIAL_INSTRUMENT, UNIT } from './seed-names.ts';

const DAY_MINUTES = 24 * 60;

/** Own instruments of the lab, in the order of their names. */
export async function labInstruments(
  world: PortalWorld,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { instruments } = await world
    .visitor('mdj')
    .ask('query($unit: ID!) { instruments(filter: { unitId: $unit }, first: 20) { edges { node { id name } } } }', {
      unit: UNIT,
    });
  return instruments.edges.map(({ node }: { node: { id: string; name: string } }) => node);
}

/** Bookings of a researcher: one used and to be signed, one to be approved, one confirmed at the province, one waited for. Gives the path behind the code beside an instrument. */
export async function prepareBookings(world: PortalWorld): Promise<readonly string[]> {
  const [first, second] = await labInstruments(world);
  if (!first || !second) throw new Error('the unit of the lab has fewer than two instruments');
  const researcher = await world.login('researcher');
  const colleague = await world.login('researcher2');
  const book = async (who: typeof researcher, instrumentId: string, start: string, end: string, purpose: string) =>
    (await who.do('requestBooking', { instrumentId, slot: { start, end }, purpose }, 'booking { id }')).booking
      .id as string;

  const used = await book(researcher, first.id, at(0, 9), at(0, 11), '铝合金物相分析');
  await book(researcher, first.id, at(0, 14), at(0, 16), '回火后复测');
  await book(colleague, second.id, at(1, 9), at(1, 12), '涂层成分');
  await colleague.do(
    'joinWaitlist',
    { instrumentId: first.id, from: at(0, 13), to: at(0, 17), minutes: 120, purpose: '等候空闲' },
    'entry { id }',
  );
  const provincial = await book(researcher, PROVINCIAL_INSTRUMENT, at(2, 13), at(2, 15), '薄膜应力');
  await (await world.login('hlj-staff')).do('acceptBooking', { bookingId: provincial }, 'booking { state }');
  await (await world.login('hlj-unit')).do('confirmBooking', { bookingId: provincial }, 'booking { state }');

  await confirm(world, used);
  await world.advance(210);
  await use(world, used, at(0, 9), at(0, 10, 55));
  const lab = await world.login('mdj-lab');
  await lab.do(
    'reportOutage',
    { instrumentId: second.id, start: at(3, 9), end: at(3, 17), kind: 'CALIBRATION', text: '年度校准' },
    'outage { id }',
  );
  await lab.do(
    'grantQualification',
    { accountId: accountId('researcher'), accountName: '陈思远', path: ['mdj', UNIT, first.id], code: 'XRD' },
    'qualification { id }',
  );
  const { secret } = await lab.do(
    'registerDevice',
    { instrumentId: first.id, kind: 'QR_CODE' },
    'device { id } secret',
  );
  return [`/kiosk#${secret}`];
}

async function confirm(world: PortalWorld, bookingId: string): Promise<void> {
  await (await world.login('mdj-staff')).do('acceptBooking', { bookingId }, 'booking { state }');
  await (await world.login('mdj-unit')).do('confirmBooking', { bookingId }, 'booking { state }');
}

/** The work order of a confirmed booking, from its opening to its closing. */
async function use(world: PortalWorld, bookingId: string, start: string, end: string): Promise<void> {
  const lab = await world.login('mdj-lab');
  const order = { bookingId, operatorName: '赵立新', procedure: 'GB/T 5225', samples: 2 };
  const { workOrder } = await lab.do('openWorkOrder', order, 'workOrder { id }');
  const workOrderId = workOrder.id;
  await lab.do('recordUsage', { workOrderId, start, end, usageClass: 'TEST' }, 'workOrder { id }');
  await lab.do('closeWorkOrder', { workOrderId, resultText: '主相为 α-Al 与 Mg2Si' }, 'workOrder { state }');
}

/** A use of the week before, in February, by somebody whose firm settles every month: it ends in a statement. Moves the clocks on to Monday, 2013-03-04, 08:00. */
export async function prepareLastWeek(world: PortalWorld): Promise<void> {
  const [instrument] = await labInstruments(world);
  if (!instrument) throw new Error('the unit of the lab has no instrument');
  const staff = await world.login('mdj-staff');
  await staff.do('setPaymentTerms', { partyId: FIRM, settlement: 'MONTHLY' }, 'debtor { id }');
  const slot = { start: at(-7, 9), end: at(-7, 11) };
  const wish = { instrumentId: instrument.id, slot, purpose: '来料检验' };
  const { booking } = await (await world.login('engineer')).do('requestBooking', wish, 'booking { id }');
  await confirm(world, booking.id);
  await world.advance(DAY_MINUTES / 6);
  await use(world, booking.id, at(-7, 9), at(-7, 11));
  await world.advance(7 * DAY_MINUTES - DAY_MINUTES / 6);
}
