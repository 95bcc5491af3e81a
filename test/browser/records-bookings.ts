import type { PortalWorld } from './portal.ts';
import { accountId, at, PROVINCIAL_INSTRUMENT, UNIT, UNIT_2 } from './seed-names.ts';

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
  const unit = await world.login('mdj-unit');
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

  await (await world.login('mdj-staff')).attempt('acceptBooking', { bookingId: used }, 'booking { state }');
  await unit.attempt('confirmBooking', { bookingId: used }, 'booking { state }');
  await world.advance(210);
  const lab = await world.login('mdj-lab');
  const { workOrder } = await lab.do(
    'openWorkOrder',
    { bookingId: used, operatorName: '赵立新', procedure: 'GB/T 5225', samples: 2 },
    'workOrder { id }',
  );
  await lab.do(
    'recordUsage',
    { workOrderId: workOrder.id, start: at(0, 9), end: at(0, 10, 55), usageClass: 'TEST' },
    'workOrder { id }',
  );
  await lab.do(
    'closeWorkOrder',
    { workOrderId: workOrder.id, resultText: '主相为 α-Al 与 Mg2Si' },
    'workOrder { state }',
  );
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
  await pastUse(world, first.id);
  return [`/kiosk#${secret}`];
}

/** Hours of last month, entered afterwards, so that the researcher's unit has a statement. */
async function pastUse(world: PortalWorld, instrumentId: string): Promise<void> {
  const entry = {
    instrumentId,
    start: at(-5, 9),
    end: at(-5, 12),
    usageClass: 'TEST',
    userUnitId: UNIT_2,
    samples: 1,
  };
  const lab = await world.login('mdj-lab');
  const { recorded, problems } = await lab.do(
    'recordUsageBatch',
    { entries: [entry] },
    'recorded problems { field reason }',
  );
  if (recorded !== 1) throw new Error(`the past use was not recorded: ${JSON.stringify(problems)}`);
}
