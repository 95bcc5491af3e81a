import type { Report } from './report.ts';
import type { SharedInstruments } from './step-2-sharing.ts';
import type { World } from './world.ts';

/** hlj is stopped: mdj goes on. */
export async function partnerDown(world: World, report: Report, { provincialId }: SharedInstruments): Promise<void> {
  report.step(8, 'hlj is stopped; mdj goes on');
  await world.supervisor.stopOne('hlj');
  const visitor = world.visitor('mdj');
  const { search } = await visitor.ask(
    '{ search(text: "球差校正透射电子显微镜") { edges { node { title home asOf } } } }',
  );
  const hit = search.edges[0]?.node;
  report.figure('mdj still finds hlj’s instrument, home', hit?.home, 'hlj');
  report.figure('marked with its age', typeof hit?.asOf, 'string');
  const researcher = await world.login('researcher');
  const live = await researcher.send(
    'query($id: ID!, $from: DateTime!, $to: DateTime!) { instrument(id: $id) { name availability(from: $from, to: $to) { timeZone } } }',
    { id: provincialId, from: '2013-04-20T00:00:00.000Z', to: '2013-04-21T00:00:00.000Z' },
  );
  report.figure(
    'its name is there, live availability is null',
    [live.data?.instrument?.name, live.data?.instrument?.availability],
    ['球差校正透射电子显微镜', null],
  );
  report.figure(
    'with a clear error',
    live.errors?.map((error) => error.extensions?.code),
    ['PARTNER_UNAVAILABLE'],
  );
  const mine = await researcher.ask('{ myBookings { edges { node { id home state } } } }');
  report.atLeast('“my bookings” on mdj still lists', mine.myBookings.edges.length, 1);
  const own = await visitor.ask(
    '{ instruments { edges { node { id } } } experts { edges { node { id } } } platform { id } }',
  );
  report.figure(
    'mdj’s own graph answers',
    [own.instruments.edges.length, own.experts.edges.length, own.platform.id],
    [20, 20, 'mdj'],
  );
}
