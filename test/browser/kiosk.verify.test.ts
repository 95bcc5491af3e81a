import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { labInstruments } from './records-bookings.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

/** A use from 09:00 to 11:00 on this Monday, confirmed, of an instrument with a code beside it. Gives the kiosk's path and the booking. */
async function bookedUse(): Promise<{ readonly path: string; readonly bookingId: string }> {
  const [instrument] = await labInstruments(world);
  const slot = { start: '2013-03-04T01:00:00.000Z', end: '2013-03-04T03:00:00.000Z' };
  const researcher = await world.login('researcher');
  const { booking } = await researcher.do(
    'requestBooking',
    { instrumentId: instrument!.id, slot, purpose: '扫码使用' },
    'booking { id }',
  );
  const unit = await world.login('mdj-unit');
  await (await world.login('mdj-staff')).do('acceptBooking', { bookingId: booking.id }, 'booking { state }');
  await unit.do('confirmBooking', { bookingId: booking.id }, 'booking { state }');
  const { secret } = await unit.do('registerDevice', { instrumentId: instrument!.id, kind: 'QR_CODE' }, 'secret');
  return { path: `/kiosk#${secret}`, bookingId: booking.id };
}

test('a use that starts and stops without network is counted once, from when the button was pressed', async () => {
  const { path, bookingId } = await bookedUse();
  await world.advance(62);
  const session = await openAs(world, 'researcher', 'mdj', { width: 390, height: 844 });
  const { page, context, settled } = session;
  await page.goto(`${world.origin('mdj')}${path}`);
  await settled();
  expect(page.url()).not.toContain('#');
  const button = page.getByRole('button', { name: '开始 / 结束使用' });
  const status = page.getByRole('status');

  const pressWithoutNetwork = async (minutesWithoutNetwork: number): Promise<void> => {
    await context.setOffline(true);
    await button.click();
    await page.getByText('当前没有网络').waitFor();
    await page.getByText('1 次操作等待上报').waitFor();
    await world.advance(minutesWithoutNetwork);
    await context.setOffline(false);
  };

  await pressWithoutNetwork(10);
  await status.filter({ hasText: '已开始计时' }).waitFor();
  await world.advance(85);
  await session.setClockOffset(await world.clockOffsetMs());
  await page.reload();
  await settled();
  await pressWithoutNetwork(7);
  await status.filter({ hasText: '已结束' }).waitFor();

  const lab = await world.login('mdj-lab');
  const { booking } = await lab.ask(
    'query($id: ID!) { booking(id: $id) { workOrders { usageRecords { minutes } } } }',
    { id: bookingId },
  );
  const records: { minutes: number }[] = booking.workOrders.flatMap(
    (order: { usageRecords: { minutes: number }[] }) => order.usageRecords,
  );
  expect(records).toHaveLength(1);
  // 10 and 85 minutes lie between the presses, and the moments that the test itself took.
  expect(records[0]!.minutes).toBeGreaterThanOrEqual(95);
  expect(records[0]!.minutes).toBeLessThan(98);
});
