import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ICAL from 'ical.js';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { Refused } from '../../kernel/types.ts';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  owner,
  researcher,
  SEM,
  staff,
  UNIVERSITY,
  type World,
  XRD,
} from '../../test/harness/booking-world.ts';
import { eventsOf } from './store/outage-import.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld({ now: '2026-03-10T10:00:00Z' });
});
afterAll(() => world.close());

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> =>
  world.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${selection} } ... on Refusal { message }`,
  );

/** Asks the subgraph's HTTP interface. */
async function get(path: string, method = 'GET'): Promise<{ status: number; type: string | null; body: string }> {
  const handle = world.subgraph.routes?.['/calendar'];
  const server = createServer((request, response) => void handle?.(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  const answer = { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  await new Promise((closed) => server.close(closed));
  return answer;
}

describe('the yearly evaluation', () => {
  const scores = { training: 80, research: 60, income: 40, functions: 100 };

  test('weighs machine-hours and given scores by the scheme in force, and grades', async () => {
    const entries = [
      { instrumentId: SEM, start: at(9, '08:00'), end: at(10, '16:00'), samples: 5, userUnitId: 'mdj:unit:firm' },
    ];
    expect((await send(owner, 'recordUsageBatch', { entries }, 'recorded')).recorded).toBe(1);
    await world.kernel.settled();
    const fields = 'effectiveMinutes ratedMinutes machineHoursHundredths totalHundredths grade scheme { validFrom }';
    const answer = await send(
      owner,
      'recordEvaluationScores',
      { instrumentId: SEM, year: 2025, ...scores },
      `evaluation { ${fields} }`,
    );
    // 1,920 of 84,000 minutes: 2.29 points; 0.35 × 2.29 + 0.2 × 80 + 0.25 × 60 + 0.15 × 40 + 0.05 × 100.
    expect(answer.evaluation).toEqual({
      effectiveMinutes: 1920,
      ratedMinutes: 84_000,
      machineHoursHundredths: 229,
      totalHundredths: 4280,
      grade: null,
      scheme: { validFrom: '2000-01-01' },
    });
    expect(
      (
        await send(
          owner,
          'recordEvaluationScores',
          { instrumentId: SEM, year: 2025, ...scores, income: 101 },
          'evaluation { grade }',
        )
      ).__typename,
    ).toBe('InvalidInput');
    expect(
      (
        await send(
          researcher,
          'recordEvaluationScores',
          { instrumentId: SEM, year: 2025, ...scores },
          'evaluation { grade }',
        )
      ).__typename,
    ).toBe('NotPermitted');
  });

  test('takes a new scheme from its day on; weights that do not sum to 100 are refused', async () => {
    const scheme = {
      validFrom: '2026-08-01',
      machineHours: 10,
      training: 40,
      research: 20,
      income: 10,
      functions: 20,
      grades: [{ name: 'pass', atLeast: 60 }],
    };
    const wrong = await world.send(
      staff,
      'setEvaluationScheme',
      { ...scheme, research: 25 },
      '... on InvalidInput { problems { message } }',
    );
    expect(wrong.problems).toEqual([{ message: 'the weights sum to 105, not to 100' }]);
    expect((await send(staff, 'setEvaluationScheme', scheme, 'scheme { validFrom }')).scheme.validFrom).toBe(
      '2026-08-01',
    );
    const { now, before } = await world.ask(
      owner,
      `{ now: evaluation(instrumentId: "${SEM}", year: 2025) { grade totalHundredths } before: evaluation(instrumentId: "${SEM}", year: 2024) { scheme { validFrom } totalHundredths } }`,
    );
    expect(now).toEqual({ grade: 'pass', totalHundredths: 6823 });
    expect(before).toEqual({ scheme: { validFrom: '2000-01-01' }, totalHundredths: 0 });
  });

  test('is exported as XLSX with the SJ3-like report', async () => {
    const answer = await send(
      owner,
      'exportEvaluation',
      { subjectId: UNIVERSITY, year: 2025 },
      'name instruments base64',
    );
    expect(answer).toMatchObject({ name: 'evaluation-2025-2026.xlsx', instruments: 2 });
    const sheets = (await readXlsx(Buffer.from(answer.base64, 'base64'))) as unknown as {
      sheet: string;
      data: unknown[][];
    }[];
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['效益评价 2025-2026', 'SJ3 2025-2026']);
    const sem = sheets[1]?.data.find((row) => row[1] === SEM);
    expect(sem?.slice(3)).toEqual([0, 0, 32, 32, 32, 5, 1]);
    expect((await send(owner, 'exportEvaluation', { subjectId: 'mdj:unit:none', year: 2025 }, 'name')).__typename).toBe(
      'NotFound',
    );
  });

  test('machine-hours by category of a span of months', async () => {
    const ask = async (months: string) =>
      (await world.ask(researcher, `{ machineHoursBy(facet: CATEGORY${months}) { name effectiveMinutes records } }`))
        .machineHoursBy;
    expect(await ask('')).toEqual([{ name: '分析仪器', effectiveMinutes: 1920, records: expect.any(Number) }]);
    expect(await ask(', from: "2026-01", to: "2026-12"')).toMatchObject([{ effectiveMinutes: 1920 }]);
    expect(await ask(', to: "2001-12"')).toEqual([]);
    await expect(ask(', from: "2026"')).rejects.toThrow('is not a month');
  });

  test('a purchase review averages the category', async () => {
    const { purchaseReview } = await world.ask(
      owner,
      '{ purchaseReview(category: "分析仪器", year: 2026) { averageEffectiveMinutes fullyUsed instruments { instrument { id } effectiveMinutes } } }',
    );
    expect(purchaseReview).toEqual({
      averageEffectiveMinutes: 960,
      fullyUsed: false,
      instruments: [
        { instrument: { id: SEM }, effectiveMinutes: 1920 },
        { instrument: { id: XRD }, effectiveMinutes: 0 },
      ],
    });
  });
});

describe('calendar feeds', () => {
  test('are read back by an independent parser, and end when they are revoked', async () => {
    const slot = { start: at(12, '09:00'), end: at(12, '10:00') };
    const purpose = `long; with, marks\nand 中文字符 ${'x'.repeat(90)}`;
    await send(researcher, 'requestBooking', { instrumentId: SEM, slot, purpose }, 'booking { id }');
    const made = await send(researcher, 'createCalendarFeed', { kind: 'USER' }, 'token feed { id }');
    const read = async (): Promise<string | null> =>
      (await world.ask(colleague, `{ calendarFeed(token: "${made.token}") }`)).calendarFeed;
    const text = (await read()) ?? '';
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    const events = new ICAL.Component(ICAL.parse(text) as never)
      .getAllSubcomponents('vevent')
      .map((part) => new ICAL.Event(part));
    expect(events).toHaveLength(1);
    expect(events[0]?.startDate.toJSDate().toISOString()).toBe(slot.start);
    expect(events[0]?.endDate.toJSDate().toISOString()).toBe(slot.end);
    expect(events[0]?.description).toBe(purpose);
    const address = `/calendar/${made.token}.ics`;
    expect(await get(address)).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8', body: text });
    expect((await get(`${address}x`)).status).toBe(404);
    expect((await get(address, 'DELETE')).status).toBe(405);
    expect((await send(colleague, 'revokeCalendarFeed', { feedId: made.feed.id }, 'feed { id }')).__typename).toBe(
      'NotFound',
    );
    await send(researcher, 'revokeCalendarFeed', { feedId: made.feed.id }, 'feed { revoked }');
    expect(await read()).toBeNull();
    expect((await get(address)).status).toBe(404);
  });

  test('of an instrument or unit need its administrator', async () => {
    const feed = (caller: Caller, kind: string, subjectId?: string) =>
      send(caller, 'createCalendarFeed', { kind, subjectId }, 'token feed { kind }');
    expect((await feed(researcher, 'INSTRUMENT', SEM)).__typename).toBe('NotPermitted');
    expect((await feed(owner, 'INSTRUMENT')).__typename).toBe('InvalidInput');
    expect((await feed(owner, 'UNIT', UNIVERSITY)).feed).toEqual({ kind: 'UNIT' });
  });
});

describe('outages from iCalendar', () => {
  const text = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:a',
    'SUMMARY:service',
    'DTSTART;TZID=Asia/Shanghai:20260316T080000',
    'DURATION:PT2H',
    'RRULE:FREQ=WEEKLY;COUNT=3',
    'EXDATE;TZID=Asia/Shanghai:20260323T080000',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:b',
    'SUMMARY:old',
    'DTSTART:20200101T000000Z',
    'DTEND:20200101T010000Z',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');

  test('import with their recurrence, once, and refuse bookings', async () => {
    const load = (caller: Caller, body = text) =>
      send(caller, 'importOutages', { instrumentId: XRD, text: body }, 'imported unchanged outages { start end text }');
    expect((await load(owner)).outages).toEqual([
      { start: at(16, '08:00'), end: at(16, '10:00'), text: 'service' },
      { start: at(30, '08:00'), end: at(30, '10:00'), text: 'service' },
    ]);
    expect(await load(owner)).toMatchObject({ imported: 0, unchanged: 2 });
    expect((await load(researcher)).__typename).toBe('NotPermitted');
    expect((await load(owner, 'no calendar')).__typename).toBe('InvalidInput');
    const refused = await world.send(
      researcher,
      'requestBooking',
      { instrumentId: XRD, slot: { start: at(16, '09:00'), end: at(16, '10:00') }, purpose: 'p' },
      '... on RulesViolated { violations { __typename } }',
    );
    expect(refused.violations).toEqual([{ __typename: 'OutOfService' }]);
  });

  const folder = '/work/shared/data/icalendar';
  test.skipIf(!existsSync(folder))('the calendars of other libraries are read or refused by name, never half', () => {
    const window = { start: new Date('1990-01-01T00:00:00Z'), end: new Date('2030-01-01T00:00:00Z') };
    const outcome = (file: string): number | string => {
      try {
        const { found, problems } = eventsOf(
          { locale: 'en' },
          readFileSync(`${folder}/${file}`, 'utf8'),
          'Asia/Shanghai',
          window,
        );
        expect(found.every(({ start, end }) => start < end)).toBe(true);
        return problems.length > 0 ? `${found.length}, ${problems.length} reported` : found.length;
      } catch (error) {
        if (error instanceof Refused) return error.refusal.__typename;
        throw error;
      }
    };
    const outcomes = Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((file) => [file, outcome(file)]),
    );
    expect(outcomes).toMatchObject({
      'icaljs-minimal.ics': 1,
      'icaljs-recur_instances_finite.ics': expect.any(Number),
      'pyical-bom_calendar.ics': expect.any(Number),
    });
    expect(outcomes).toMatchInlineSnapshot(`
      {
        "icaljs-blank_line_mid.ics": 0,
        "icaljs-daily_recur.ics": 400,
        "icaljs-day_long_recur_yearly.ics": 400,
        "icaljs-duration_instead_of_dtend.ics": 1,
        "icaljs-google_birthday.ics": 6,
        "icaljs-minimal.ics": 1,
        "icaljs-multiple_rrules.ics": 35,
        "icaljs-rdate_exdate.ics": 3,
        "icaljs-recur_instances.ics": "2, 1 reported",
        "icaljs-recur_instances_finite.ics": 5,
        "icaljs-timezone_from_file.ics": 1,
        "icaljs-utc_negative_zero.ics": 1,
        "libical-calendar.ics": 3,
        "libical-incoming.ics": "8, 6 reported",
        "libical-overlaps.ics": 0,
        "pyical-america_new_york.ics": 1,
        "pyical-big_bad_calendar.ics": "InvalidInput",
        "pyical-bom_calendar.ics": 0,
        "pyical-broken_ical.ics": 1,
        "pyical-issue_156_RDATE_with_PERIOD_TZID_khal_2.ics": "0, 1 reported",
        "pyical-issue_526_calendar_with_different_events.ics": 2,
        "pyical-rfc_5545_RDATE_example.ics": "0, 6 reported",
        "pyical-timezoned.ics": 1,
      }
    `);
  });
});
