import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campusClient } from '../../../examples/campus-client/client.js';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { mutate } from '../../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../../test/harness/subgraph.ts';
import { announceUnit } from '../../../test/harness/units.ts';
import { booking } from '../../booking/index.ts';
import { instruments } from '../index.ts';
import { isSigned, signatureOf } from './signature.ts';

const unitId = 'mdj:unit:college';
const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
const keeper = user('keeper', 'INSTRUMENT_ADMINISTRATOR', ['mdj', unitId, 'mdj:laboratory:1']);
const stranger = user('stranger', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
const example = JSON.parse(
  readFileSync(new URL('../../../examples/campus-client/records.json', import.meta.url), 'utf8'),
);

describe('the reporting interface', () => {
  let test: TestKernel;
  let graph: TestSubgraph;
  let server: Server;
  let url: string;
  let source: string;
  let secret: string;
  beforeAll(async () => {
    test = await testKernel();
    [graph] = (await testSubgraphs(test, [instruments, booking])) as [TestSubgraph, TestSubgraph];
    await announceUnit(test, unitId, '牡丹江师范学院');
    const handle = graph.subgraph.routes?.['/reports'];
    server = createServer((request, response) => void handle?.(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const registered = await register({ idempotencyKey: 'source' });
    source = registered.source.id;
    secret = registered.secret;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await test.close();
  });

  /** The report, and then the calendar's answer to it. */
  const answered = async () => {
    await test.kernel.settled();
    await test.kernel.settled();
  };
  const register = (more: object = {}, caller = head): Promise<Answer> =>
    mutate(
      graph,
      caller,
      'registerReportingSource',
      { unitId, name: '校园平台', ...more },
      '... on RegisterReportingSourceSuccess { source { id active } secret } ... on InvalidInput { problems { field } }',
    );
  const client = (more: object = {}) =>
    campusClient({ url, source, secret, now: () => test.clock.now().getTime(), ...more });
  const conflicts = async (caller = head): Promise<Answer[]> =>
    (
      await graph.run(
        caller,
        `{ reportConflicts(unitId: "${unitId}") { edges { node { id kind localId reason reported instrument { id } } } } }`,
      )
    ).reportConflicts.edges.map((edge: Answer) => edge.node);
  const instrument = (id: string, version: number, data: object = {}) => ({
    kind: 'instrument',
    id,
    version,
    data: { name: `仪器${id}`, ...data },
  });
  const named = async (localId: string): Promise<Answer> =>
    (
      await graph.run(head, '{ instruments(first: 100) { edges { node { id localId name model version } } } }')
    ).instruments.edges
      .map((edge: Answer) => edge.node)
      .find((node: Answer) => node.localId === localId);

  it('gives a unit’s administrator the key once', async () => {
    const again = await register({ idempotencyKey: 'source' });
    expect(again).toMatchObject({ source: { id: source, active: true }, secret: null });
    expect((await register({}, stranger)).__typename).toBe('NotPermitted');
    expect((await register({ unitId: 'mdj:unit:none' })).__typename).toBe('NotFound');
    expect((await register({ name: ' ' })).problems).toEqual([{ field: 'name' }]);
    expect(
      JSON.stringify(await test.kernel.connection.collection('kernel_idempotency').find().toArray()),
    ).not.toContain(secret);
  });

  it('takes the example: an instrument, closed time in its calendar, hours of now and of past years', async () => {
    const receipts = await Array.fromAsync(client().reportAll(example));
    expect(receipts).toEqual([{ cursor: '4', applied: 1, pending: 3, unchanged: 0, rejected: [], conflicts: [] }]);
    await answered();
    const { id } = await named('LAB-001');
    const { connection } = test.kernel;
    expect(await connection.collection('booking_outages').countDocuments({ instrumentId: id })).toBe(1);
    const hours = await connection.collection('booking_usage').find({ instrumentId: id }).toArray();
    expect(hours.map((row) => [row.minutes, row.external]).sort()).toEqual([
      [135, true],
      [180, true],
    ]);
    const states = await connection.collection('instruments_reported').distinct('state');
    expect(states).toEqual(['APPLIED']);
    expect(await Array.fromAsync(client().reportAll(example))).toEqual([]);
    expect(await client().report(example)).toMatchObject({ applied: 0, pending: 0, unchanged: 4 });
  });

  it('tells bad records by index and reason and keeps the good ones', async () => {
    const receipt = await client().report([
      instrument('G-1', 1),
      {
        kind: 'usage',
        id: 'x',
        version: 1,
        data: { instrument: 'nowhere', start: '2026-02-01T00:00:00Z', end: '2026-02-01T01:00:00Z', userClass: 'FIRM' },
      },
      { kind: 'instrument', id: 'G-2', version: 1, data: { name: 'x', colour: 'red' } },
    ]);
    expect(receipt).toMatchObject({ applied: 1 });
    expect(receipt.rejected).toEqual([
      { index: 1, id: 'x', reasons: ['data.instrument nowhere was not reported before'] },
      { index: 2, id: 'G-2', reasons: ['colour is not known'] },
    ]);
    await expect(client().report([{ kind: 'cat', id: 'x', version: 1, data: {} }])).rejects.toThrow(/422 SCHEMA/);
  });

  it('never overwrites what a person changed: a conflict, which a person settles', async () => {
    await client().report([instrument('C-1', 1), instrument('C-2', 1)]);
    for (const id of ['C-1', 'C-2']) {
      const known = await named(id);
      await mutate(graph, head, 'amendInstrument', {
        instrumentId: known.id,
        version: known.version,
        details: { model: '人工' },
      });
    }
    const receipt = await client().report([
      instrument('C-1', 2, { model: '上报' }),
      instrument('C-2', 2, { model: '上报' }),
    ]);
    expect(receipt.conflicts.map((conflict) => conflict.id)).toEqual(['C-1', 'C-2']);
    const [first, second] = await conflicts();
    expect(first).toMatchObject({ kind: 'INSTRUMENT', localId: 'C-1' });
    expect(JSON.parse(first.reported)).toEqual({ name: '仪器C-1', model: '上报' });
    expect(await conflicts(stranger)).toEqual([]);
    const resolve = (id: string, take: string, caller = head) =>
      mutate(
        graph,
        caller,
        'resolveReportConflict',
        { conflictId: id, take },
        '... on ResolveReportConflictSuccess { conflict { state } } ... on WrongState { state }',
      );
    expect((await resolve(first.id, 'THEIRS', stranger)).__typename).toBe('NotPermitted');
    expect((await resolve('nothing', 'OURS')).__typename).toBe('NotFound');
    expect((await resolve(first.id, 'THEIRS')).conflict.state).toBe('APPLIED');
    expect((await resolve(second.id, 'OURS')).conflict.state).toBe('DISMISSED');
    expect((await resolve(second.id, 'OURS')).state).toBe('DISMISSED');
    expect([(await named('C-1')).model, (await named('C-2')).model]).toEqual(['上报', '人工']);
    expect(await conflicts()).toEqual([]);
  });

  it('lists overlapping uses and corrections of counted ones as conflicts', async () => {
    const use = (id: string, version: number, from: string, to: string) => ({
      kind: 'usage',
      id,
      version,
      data: { instrument: 'O-1', start: `2026-02-20T${from}:00Z`, end: `2026-02-20T${to}:00Z`, userClass: 'OWN_UNIT' },
    });
    await client().report([instrument('O-1', 1)]);
    await answered();
    await client().report([
      use('a', 1, '01:00', '02:00'),
      use('b', 1, '01:30', '02:30'),
      use('c', 1, '05:00', '04:00'),
    ]);
    await answered();
    await client().report([use('a', 2, '01:00', '03:00')]);
    const listed = await conflicts();
    expect(listed.map((one) => one.localId).sort()).toEqual(['a', 'b', 'c']);
    const hours = await test.kernel.connection
      .collection('booking_usage')
      .find({ instrumentId: (await named('O-1')).id })
      .toArray();
    expect(hours.map((row) => [row.minutes, row.external])).toEqual([[60, false]]);
  });

  it('frees the time of a booking that was cancelled there', async () => {
    const reserved = (version: number, state: string) => ({
      kind: 'booking',
      id: 'R',
      version,
      data: { instrument: 'G-1', start: '2026-03-05T01:00:00Z', end: '2026-03-05T02:00:00Z', state },
    });
    const closed = async () =>
      test.kernel.connection.collection('booking_outages').countDocuments({ instrumentId: (await named('G-1')).id });
    await client().report([reserved(1, 'BOOKED')]);
    await answered();
    expect(await closed()).toBe(1);
    await client().report([reserved(2, 'CANCELLED')]);
    await answered();
    expect(await closed()).toBe(0);
  });

  it('gives our events in order from where the system stopped', async () => {
    await answered();
    const first = await client().events();
    expect(first.events.map((event) => event.type)).toContain('instrument.registered');
    expect(first.events.map((event) => event.seq)).toEqual(
      first.events.map((event) => event.seq).toSorted((a, b) => a - b),
    );
    expect((await client().events(first.since)).events).toEqual([]);
  });

  it('answers nobody without the right signature of now', async () => {
    await expect(client({ secret: 'other' }).events()).rejects.toThrow(/401 SIGNATURE/);
    await expect(client({ source: 'mdj:source:none' }).events()).rejects.toThrow(/401/);
    await expect(client({ now: () => test.clock.now().getTime() - 301_000 }).events()).rejects.toThrow(/401/);
    expect((await fetch(`${url}/reports/${source}`)).status).toBe(401);
    expect((await fetch(`${url}/reports/${source}`, { method: 'PUT' })).status).toBe(405);
    const now = new Date('2026-03-02T00:00:00Z');
    const parts = {
      method: 'POST',
      path: '/reports/x',
      timestamp: String(now.getTime() / 1000),
      body: Buffer.from('{}'),
    };
    const signature = signatureOf('key', parts);
    expect(isSigned('key', parts, signature, now)).toBe(true);
    for (const change of [{ method: 'GET' }, { path: '/reports/y' }, { body: Buffer.from('{ }') }, { timestamp: '1' }])
      expect(isSigned('key', { ...parts, ...change }, signature, now)).toBe(false);
  });

  it('is closed by the unit, at once', async () => {
    const other = await register({ name: '旧系统' });
    const old = client({ source: other.source.id, secret: other.secret });
    await old.events();
    const close = (caller = head) =>
      mutate(
        graph,
        caller,
        'closeReportingSource',
        { sourceId: other.source.id },
        '... on CloseReportingSourceSuccess { source { active } }',
      );
    expect((await close(stranger)).__typename).toBe('NotPermitted');
    expect((await close()).source.active).toBe(false);
    expect((await close()).__typename).toBe('WrongState');
    await expect(old.events()).rejects.toThrow(/401/);
    expect((await graph.run(keeper, `{ reportingSources(unitId: "${unitId}") { name } }`)).reportingSources).toEqual(
      [],
    );
    expect(
      (await graph.run(head, `{ reportingSources(unitId: "${unitId}") { name active } }`)).reportingSources,
    ).toHaveLength(2);
    expect(await graph.codes(anonymous(), `{ reportingSources(unitId: "${unitId}") { name } }`)).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});
