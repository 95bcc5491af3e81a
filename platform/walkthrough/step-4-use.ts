import { seedId } from '../../seed/random.ts';
import type { Report } from './report.ts';
import { SLOT } from './step-3-remote-booking.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number): string => new Date(Date.parse(SLOT.start) + minutes * MINUTE_MS).toISOString();

/** hlj accepts, the owner confirms, the instrument is used, the agreement makes it free, and both sides count. */
export async function use(world: World, report: Report, bookingId: string): Promise<void> {
  report.step(
    4,
    'hlj accepts, the owning unit confirms, a notice goes out; 150 min booked, 135 min used, net 0 by the agreement',
  );
  const before = { hlj: await statistics(world, 'hlj'), mdj: await statistics(world, 'mdj') };
  const staff = await world.login('hlj-staff');
  const accepted = await staff.do('acceptBooking', { bookingId }, 'booking { state }');
  report.figure('after the platform', accepted.booking.state, 'PLATFORM_ACCEPTED');
  const owner = await world.login('hlj-unit');
  const confirmed = await owner.do(
    'confirmBooking',
    { bookingId },
    'booking { state price { listFen waiverFen netFen } }',
  );
  report.figure('after the owning unit', confirmed.booking.state, 'CONFIRMED');
  report.figure('price of 150 min: list, waiver, net in fen', prices(confirmed.booking), [150_000, 150_000, 0]);
  await world.settle('hlj', 'mdj');
  const notices = await (await world.operations('mdj')).noticesTo([seedId('mdj', 'account', 'researcher')]);
  report.figure(
    'service notice to the researcher',
    notices.find(({ template }) => template === 'booking.confirmed')?.template,
    'booking.confirmed',
  );
  await throughTheWorkOrder(world, report, bookingId);
  await world.settle('hlj', 'mdj', 'hlj', 'mdj');
  const after = { hlj: await statistics(world, 'hlj'), mdj: await statistics(world, 'mdj') };
  report.figure(
    'external minutes counted on hlj',
    after.hlj.externalMachineMinutes - before.hlj.externalMachineMinutes,
    135,
  );
  report.figure('services received counted on mdj', after.mdj.servicesReceived - before.mdj.servicesReceived, 1);
  const researcher = await world.login('researcher');
  const { booking } = await researcher.ask(
    'query($id: ID!) { booking(id: $id) { state usedMinutes price { listFen waiverFen netFen } } }',
    { id: bookingId },
  );
  report.figure('mdj shows state and minutes used', [booking.state, booking.usedMinutes], ['COMPLETED', 135]);
  report.figure('mdj shows list, waiver, net in fen', prices(booking), [135_000, 135_000, 0]);
  await balances(world, report);
}

async function throughTheWorkOrder(world: World, report: Report, bookingId: string): Promise<void> {
  const now = Date.parse(at(155));
  const clock = Date.parse((await (await world.operations('hlj')).advanceClock(0)).now);
  await world.advance(Math.ceil((now - clock) / MINUTE_MS));
  const operator = await world.login('hlj-lab');
  const opened = await operator.do(
    'openWorkOrder',
    { bookingId, operatorName: '何志刚', procedure: 'JY/T 0581-2020', samples: 2 },
    'workOrder { id state }',
  );
  const workOrderId = opened.workOrder.id;
  await operator.do('startUse', { workOrderId, usageClass: 'TEST', at: at(5) }, 'workOrder { state }');
  const stopped = await operator.do('stopUse', { workOrderId, at: at(140) }, 'workOrder { state usedMinutes }');
  report.figure('minutes used', stopped.workOrder.usedMinutes, 135);
  const closed = await operator.do(
    'closeWorkOrder',
    { workOrderId, resultText: '晶格像清晰，条纹间距 0.34 nm' },
    'workOrder { state price { listFen waiverFen netFen } }',
  );
  report.figure('work order', closed.workOrder.state, 'CLOSED');
  report.figure('charged for 135 min: list, waiver, net in fen', prices(closed.workOrder), [135_000, 135_000, 0]);
}

const prices = ({ price }: { price: { listFen: number; waiverFen: number; netFen: number } }): number[] => [
  price.listFen,
  price.waiverFen,
  price.netFen,
];

/** The figures of a platform over all time, for differences. */
export async function statistics(
  world: World,
  platform: string,
): Promise<Record<'externalMachineMinutes' | 'machineMinutes' | 'servicesReceived' | 'servicesProvided', number>> {
  const { statistics: rows } = await world
    .visitor(platform)
    .ask('{ statistics { externalMachineMinutes machineMinutes servicesReceived servicesProvided } }');
  return rows[0] ?? { externalMachineMinutes: 0, machineMinutes: 0, servicesReceived: 0, servicesProvided: 0 };
}

/** Journal of both platforms: minutes and fen each sum to zero. */
export async function balances(world: World, report: Report): Promise<void> {
  for (const [platform, username] of [
    ['hlj', 'hlj-staff'],
    ['mdj', 'mdj-staff'],
  ] as const) {
    const staff = await world.login(username);
    const { trialBalance } = await staff.ask('{ trialBalance { minutes fen entries } }');
    report.figure(`journal of ${platform} sums to (minutes, fen)`, [trialBalance.minutes, trialBalance.fen], [0, 0]);
    report.say(`${trialBalance.entries} entries`);
  }
}
