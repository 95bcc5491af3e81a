import type { Person } from './client.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

const RATING = 'query($id: ID!) { instrument(id: $id) { rating { hundredths count distribution } } }';

/** The user rates hlj's instrument from mdj; the laboratory replies; the average stands with the instrument on both platforms. */
export async function rate(world: World, report: Report, bookingId: string): Promise<void> {
  const researcher = await world.login('researcher');
  const { booking } = await researcher.ask(
    'query($id: ID!) { booking(id: $id) { instrument { id rateableBookings { id } } } }',
    { id: bookingId },
  );
  const { id: instrumentId, rateableBookings } = booking.instrument;
  report.figure(
    'the researcher may rate',
    rateableBookings.map(({ id }: { id: string }) => id),
    [bookingId],
  );
  const given = { bookingId, stars: 4, text: '数据清晰，操作员耐心' };
  const { rating } = await researcher.do('rateInstrument', given, 'rating { stars home }');
  report.figure('rated from mdj, kept at', [rating.stars, rating.home], [4, 'hlj']);
  const again = await researcher.attempt('rateInstrument', { ...given, stars: 1 }, 'rating { id }');
  report.figure('a second rating of the same use', again.__typename, 'NotRateable');
  const lab = await world.login('hlj-lab');
  const { instrument } = await lab.ask(
    'query($id: ID!) { instrument(id: $id) { ratings { edges { node { id stars text possible } } } } }',
    { id: instrumentId },
  );
  const [{ node }] = instrument.ratings.edges;
  report.figure('the laboratory reads', [node.stars, node.text], [4, given.text]);
  const reply = await lab.do('replyToInstrumentRating', { ratingId: node.id, text: '谢谢' }, 'rating { reply }');
  report.figure('and replies', reply.rating.reply, '谢谢');
  await world.settle('hlj', 'mdj', 'hlj', 'mdj');
  const average = { hundredths: 400, count: 1, distribution: [0, 0, 0, 1, 0] };
  for (const platform of ['hlj', 'mdj'])
    report.figure(
      `its average on ${platform}`,
      (await world.visitor(platform).ask(RATING, { id: instrumentId })).instrument.rating,
      average,
    );
  const best = await world
    .visitor('hlj')
    .ask('{ instruments(sort: RATING_DESCENDING, first: 1) { edges { node { id } } } }');
  report.figure('first by rating', best.instruments.edges[0]?.node.id, instrumentId);
}

/** The operator proposes to shorten the recorded use; not the operator but the unit's administrator refuses it, and nothing changes. */
export async function correct(world: World, report: Report, bookingId: string): Promise<void> {
  const lab = await world.login('hlj-lab');
  const owner = await world.login('hlj-unit');
  const { booking } = await owner.ask(
    'query($id: ID!) { booking(id: $id) { workOrders { usageRecords { id start isCorrectable } } } }',
    { id: bookingId },
  );
  const [record] = booking.workOrders[0].usageRecords;
  report.figure('the record may be corrected', record.isCorrectable, true);
  const end = new Date(Date.parse(record.start) + 120 * 60_000).toISOString();
  const wish = { usageRecordId: record.id, start: record.start, end, reason: '提前十五分钟结束' };
  const { correction } = await lab.do('proposeCorrection', wish, 'correction { id state possible }');
  report.figure('proposed, the operator decides nothing', [correction.state, correction.possible], ['PROPOSED', []]);
  const correctionId = correction.id;
  const own = await lab.attempt('refuseCorrection', { correctionId, reason: '撤回' }, 'correction { state }');
  report.figure('the operator’s own refusal', own.__typename, 'SecondPersonNeeded');
  report.figure('waits for the unit', await waiting(owner), [correctionId]);
  const refused = await owner.do(
    'refuseCorrection',
    { correctionId, reason: '日志显示用满' },
    'correction { state refusalReason usageRecord { minutes isCorrectable } }',
  );
  report.figure(
    'refused, the record stays',
    [refused.correction.state, refused.correction.refusalReason, refused.correction.usageRecord],
    ['REFUSED', '日志显示用满', { minutes: 135, isCorrectable: true }],
  );
}

async function waiting(person: Person): Promise<readonly string[]> {
  const { usageCorrections } = await person.ask(
    '{ usageCorrections(filter: { states: [PROPOSED] }) { edges { node { id } } } }',
  );
  return usageCorrections.edges.map(({ node }: { node: { id: string } }) => node.id);
}
