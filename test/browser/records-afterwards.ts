import type { PortalWorld } from './portal.ts';

/** What follows completed uses: ratings, one answered, and corrections of hours, one refused and two that wait. */
export async function prepareAfterwards(world: PortalWorld): Promise<void> {
  const engineers = await completedBy(world, 'engineer');
  const researchers = await completedBy(world, 'researcher');
  await rate(world, 'engineer', engineers.bookingId, 2, '等待时间较长');
  const rating = await rate(world, 'researcher', researchers.bookingId, 5, '图谱清晰，老师耐心');
  const lab = await world.login('mdj-lab');
  await lab.do('replyToInstrumentRating', { ratingId: rating, text: '感谢认可，欢迎再来' }, 'rating { id }');
  await propose(world, 'mdj-unit', engineers, '多记了半小时');
  await propose(world, 'mdj-lab', researchers, '十点半已停机');
  const { correction } = await propose(world, 'mdj-lab', engineers, '样品没有测完');
  await (await world.login('mdj-unit')).do(
    'refuseCorrection',
    { correctionId: correction.id, reason: '日志显示用满' },
    'correction { state }',
  );
}

interface Completed {
  readonly bookingId: string;
  readonly usageRecordId: string;
  readonly start: string;
}

async function completedBy(world: PortalWorld, username: string): Promise<Completed> {
  const person = await world.login(username);
  const { myBookings } = await person.ask(
    '{ myBookings(filter: { states: [COMPLETED] }, first: 1) { edges { node { id workOrders { usageRecords { id start } } } } } }',
  );
  const { id, workOrders } = myBookings.edges[0].node;
  const [record] = workOrders[0].usageRecords;
  return { bookingId: id, usageRecordId: record.id, start: record.start };
}

async function rate(
  world: PortalWorld,
  username: string,
  bookingId: string,
  stars: number,
  text: string,
): Promise<string> {
  const person = await world.login(username);
  return (await person.do('rateInstrument', { bookingId, stars, text }, 'rating { id }')).rating.id;
}

async function propose(world: PortalWorld, username: string, { usageRecordId, start }: Completed, reason: string) {
  const end = new Date(Date.parse(start) + 90 * 60_000).toISOString();
  const person = await world.login(username);
  return person.do('proposeCorrection', { usageRecordId, start, end, reason }, 'correction { id }');
}
