import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type Answer, engineer, FIRM, INSTITUTE, person, staff } from '../../test/harness/booking-world.ts';
import { pdfText, scanPage } from '../../test/harness/pdf.ts';
import {
  appoint,
  centreHead,
  instituteHead,
  issueReport,
  resultsOf,
  universityHead,
} from '../../test/harness/report.ts';
import { instituteOwner, type ServicesWorld, SPECTROMETER, servicesWorld } from '../../test/harness/services-world.ts';
import { bytesOf } from './store/files.ts';

let world: ServicesWorld;
let testItemId: string;

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection = 'id'): Promise<Answer> => {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const body = /^(testItem|sample|signatory) \{/.test(selection) ? selection : `testRequest { ${selection} }`;
  return world.services.send(caller, name, input, `... on ${success} { ${body} } ... on Refusal { message }`);
};

beforeAll(async () => {
  world = await servicesWorld();
  const item = {
    unitId: INSTITUTE,
    name: '金属拉伸试验',
    standards: ['GB/T 228.1-2021'],
    instrumentIds: [SPECTROMETER],
    prices: [{ component: 'SAMPLE', amountFen: 15_000 }],
    certificates: [
      { kind: 'CMA', number: '210801060123', scope: 'GB/T 228.1；GB/T 229', validTo: '2027-01-01' },
      { kind: 'CNAS', number: 'L12345', scope: 'GB/T 228.1', validTo: '2025-12-31' },
    ],
  };
  testItemId = (await send(instituteOwner, 'registerTestItem', item, 'testItem { id }')).testItem.id;
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const sampleIdsOf = async (testRequestId: string): Promise<string[]> =>
  (
    await world.services.ask(engineer, `{ testRequest(id: "${testRequestId}") { samples { id } } }`)
  ).testRequest.samples.map(({ id }: Answer) => id);

const settled = async (): Promise<void> => {
  await world.booking.kernel.settled();
  await world.booking.kernel.settled();
};

/** A request of two samples that the institute has taken, with its samples' ids and codes. */
async function taken(): Promise<Answer> {
  const wish = {
    title: '钢板拉伸',
    purpose: '出厂检验',
    items: [{ testItemId }],
    samples: [{ name: '钢板 φ10' }, { name: '钢板乙' }],
  };
  const { testRequest } = await send(engineer, 'requestTest', wish, 'id samples { id code }');
  const testRequestId = testRequest.id;
  await send(staff, 'acceptTestRequest', { testRequestId });
  await send(staff, 'dispatchTestRequest', { testRequestId });
  await send(instituteOwner, 'takeTestRequest', { testRequestId, operatorName: '何' });
  return testRequest;
}

/** Samples received and the work order closed: the report is due. */
async function tested(): Promise<Answer> {
  const request = await taken();
  await send(instituteOwner, 'receiveSamples', { testRequestId: request.id });
  await settled();
  const seen = await world.services.ask(instituteOwner, `{ testRequest(id: "${request.id}") { workOrder { id } } }`);
  const workOrderId = seen.testRequest.workOrder.id;
  world.booking.clock.advance(60);
  const end = world.booking.clock.now();
  const start = new Date(end.getTime() - 45 * 60_000);
  const times = { start: start.toISOString(), end: end.toISOString() };
  await world.booking.send(instituteOwner, 'recordUsage', { workOrderId, ...times }, '... on Refusal { message }');
  await world.booking.send(instituteOwner, 'closeWorkOrder', { workOrderId }, '... on Refusal { message }');
  await settled();
  return request;
}

const fileOf = async (fileId: string): Promise<Uint8Array> => bytesOf(world.booking.kernel, fileId);
const REPORT = 'report { id number fileId sha256 verificationCode signature marks status file { url sha256 } }';
const verify = async (number: string, code: string, sha256?: string): Promise<Answer> =>
  (
    await world.services.ask(
      engineer,
      `query ($number: String!, $code: String!, $sha256: String) { verifyReport(number: $number, code: $code, sha256: $sha256) { status genuine supersededBy unitName fileMatches signature withdrawnReason } }`,
      { number, code, sha256: sha256 ?? null },
    )
  ).verifyReport;

describe('labels and the chain of custody', () => {
  test('a sheet of labels; each code is scanned, and finds its sample', async () => {
    const request = await taken();
    const { sampleLabels } = await world.services.ask(
      engineer,
      `{ sampleLabels(testRequestId: "${request.id}", skip: 23) { id name mediaType url } }`,
    );
    expect(sampleLabels).toMatchObject({ mediaType: 'application/pdf', url: expect.stringContaining('/files/') });
    const pdf = await fileOf(sampleLabels.id);
    const pages = await pdfText(pdf);
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain(request.samples[0].code);
    expect(pages[0]).toContain('钢板φ10');
    expect(pages[1]).toContain('钢板乙');
    // The first label is the last of its sheet, the second the first of the next.
    const [width, height] = [595 / 3, 842 / 8];
    const last = { x: 2 * width, y: 7 * height - 5, width: width / 2, height };
    expect(await scanPage(pdf, 1, last)).toBe(request.samples[0].code);
    const code = await scanPage(pdf, 2, { x: 0, y: 0, width: width / 2, height });
    expect(code).toBe(request.samples[1].code);
    const scan = async (caller: Caller): Promise<Answer> =>
      (
        await world.services.ask(
          caller,
          `{ sample(code: "${code?.toLowerCase()}") { id possible testRequest { id } } }`,
        )
      ).sample;
    expect(await scan(instituteOwner)).toEqual({
      id: request.samples[1].id,
      possible: [],
      testRequest: { id: request.id },
    });
    expect(await scan(person('stranger', null))).toBeNull();
  });

  test('received with condition and photo, handed over, stored; disposed of only after the retention', async () => {
    const request = await taken();
    const sampleId = request.samples[0].id;
    const receive = (input: object): Promise<Answer> =>
      send(instituteOwner, 'receiveSamples', { testRequestId: request.id, ...input }, 'state');
    expect((await receive({ condition: 'DAMAGED' })).__typename).toBe('InvalidInput');
    expect((await receive({ photoIds: ['mdj:file:none'] })).__typename).toBe('NotFound');
    const { files } = world.booking.kernel;
    const firms = await files.upload(engineer, 'b.jpg', 'image/jpeg', Buffer.from('of the firm'));
    expect((await receive({ photoIds: [firms.id] })).__typename).toBe('NotFound');
    const photo = await files.upload(instituteOwner, 'a.jpg', 'image/jpeg', Buffer.from('photo'));
    const received = await receive({ condition: 'DAMAGED', note: '边角磕碰', photoIds: [photo.id], place: '收样台' });
    expect(received.testRequest.state).toBe('IN_PROGRESS');
    const move = (step: string, place: string): Promise<Answer> =>
      send(
        instituteOwner,
        'moveSample',
        { sampleId, step, place },
        'sample { state possible custody { state place condition note by { id } photos { sha256 } } }',
      );
    await move('HAND_OVER', '何师傅');
    const stored = await move('STORE', 'A 柜 3 层');
    const by = { id: instituteOwner.subject };
    expect(stored.sample).toEqual({
      state: 'STORED',
      possible: ['STORE', 'HAND_OVER', 'RETURN', 'DISPOSE'],
      custody: [
        {
          state: 'RECEIVED',
          place: '收样台',
          condition: 'DAMAGED',
          note: '边角磕碰',
          by,
          photos: [{ sha256: photo.sha256 }],
        },
        { state: 'HANDED_OVER', place: '何师傅', condition: null, note: null, by, photos: [] },
        { state: 'STORED', place: 'A 柜 3 层', condition: null, note: null, by, photos: [] },
      ],
    });
    expect((await move('DISPOSE', '危废间')).sample.state).toBe('DISPOSED');
    expect((await move('RETURN', '顺丰')).__typename).toBe('WrongState');
  });
});

describe('four eyes before a report', () => {
  test('the author neither reviews nor issues; a refusal with its reason goes back', async () => {
    const { id: testRequestId } = await tested();
    const draft = async (): Promise<Answer> =>
      send(
        instituteOwner,
        'draftTestReport',
        {
          testRequestId,
          results: await resultsOf(world, instituteOwner, testRequestId),
        },
        'draft { state author { id } results { value sample { code } } possible returnReason preview { id } }',
      );
    const review = (caller: Caller, approve: boolean, reason?: string): Promise<Answer> =>
      send(caller, 'reviewTestReport', { testRequestId, approve, reason }, 'draft { state returnReason }');
    const due = await world.services.ask(instituteOwner, `{ testRequest(id: "${testRequestId}") { possible } }`);
    expect(due.testRequest.possible).toContain('draftTestReport');
    expect(due.testRequest.possible).not.toContain('issueTestReport');
    expect((await send(instituteHead, 'issueTestReport', { testRequestId })).__typename).toBe('WrongState');
    expect((await send(instituteOwner, 'draftTestReport', { testRequestId, results: [] })).__typename).toBe(
      'InvalidInput',
    );
    const first = (await draft()).testRequest.draft;
    expect(first).toMatchObject({
      state: 'DRAFT',
      author: { id: instituteOwner.subject },
      possible: ['draftTestReport', 'submitTestReport'],
    });
    const preview = await pdfText(await fileOf(first.preview.id));
    expect(preview.join('')).toContain('草稿，不具效力');
    expect((await send(instituteHead, 'submitTestReport', { testRequestId })).__typename).toBe('OtherPersonNeeded');
    await send(instituteOwner, 'submitTestReport', { testRequestId });
    expect((await review(instituteOwner, true)).__typename).toBe('OtherPersonNeeded');
    expect((await review(instituteHead, false)).__typename).toBe('InvalidInput');
    expect((await review(instituteHead, false, '漏填第二个样品')).testRequest.draft).toEqual({
      state: 'RETURNED',
      returnReason: '漏填第二个样品',
    });
    expect((await draft()).testRequest.draft).toMatchObject({ state: 'DRAFT', returnReason: '漏填第二个样品' });
    await send(instituteOwner, 'submitTestReport', { testRequestId });
    const board = async (): Promise<Answer> =>
      (
        await world.services.ask(
          instituteHead,
          `{ operatorsBoard(unitId: "${INSTITUTE}") { toReview { id } toIssue { id } samplesToday { code } } }`,
        )
      ).operatorsBoard;
    expect((await board()).toReview).toEqual([{ id: testRequestId }]);
    expect((await review(instituteHead, true)).testRequest.draft).toEqual({ state: 'REVIEWED', returnReason: null });
    expect((await board()).toIssue).toEqual([{ id: testRequestId }]);
    expect((await board()).samplesToday.length).toBeGreaterThan(0);
    expect((await send(instituteOwner, 'issueTestReport', { testRequestId })).__typename).toBe('OtherPersonNeeded');
    const seen = await world.services.ask(
      engineer,
      `{ testRequest(id: "${testRequestId}") { draft { state } report { number } } }`,
    );
    expect(seen.testRequest).toEqual({ draft: null, report: null });
    await appoint(world, instituteHead, INSTITUTE);
    expect(
      (await send(instituteHead, 'issueTestReport', { testRequestId }, 'state draft { state }')).testRequest,
    ).toEqual({ state: 'REPORTED', draft: null });
  });

  test('only an appointed signatory issues; while nobody is appointed, nobody does', async () => {
    const { id: testRequestId } = await tested();
    const appointed = (caller: Caller, account: Caller, validTo?: Date): Promise<Answer> =>
      send(
        caller,
        'appointSignatory',
        { unitId: INSTITUTE, accountId: account.subject, validTo: validTo?.toISOString() },
        'signatory { account { id } validTo }',
      );
    const refusedTo = async (caller: Caller) => {
      const { __typename, signatories } = await world.services.send(
        caller,
        'issueTestReport',
        { testRequestId },
        '... on NotSignatory { signatories { id } }',
      );
      return [__typename, signatories];
    };
    // Nobody of the platform makes himself a unit's signatory.
    for (const caller of [engineer, centreHead])
      expect((await appointed(caller, caller)).__typename).toBe('NotPermitted');
    await send(instituteOwner, 'draftTestReport', {
      testRequestId,
      results: await resultsOf(world, instituteOwner, testRequestId),
    });
    await send(instituteOwner, 'submitTestReport', { testRequestId });
    await send(instituteHead, 'reviewTestReport', { testRequestId, approve: true });
    await appointed(instituteHead, instituteHead, world.booking.clock.now());
    for (const caller of [instituteHead, centreHead]) expect(await refusedTo(caller)).toEqual(['NotSignatory', []]);
    await appointed(staff, universityHead);
    expect(await refusedTo(instituteHead)).toEqual(['NotSignatory', [{ id: universityHead.subject }]]);
    const { reportSignatories } = await world.services.ask(
      instituteHead,
      `{ reportSignatories(unitId: "${INSTITUTE}") { account { id } validTo } }`,
    );
    expect(reportSignatories).toContainEqual({ account: { id: universityHead.subject }, validTo: null });
    const { kernel, clock } = world.booking;
    const rows = await kernel.audit.list({ recordId: INSTITUTE, action: 'appointSignatory', first: 1 });
    expect(rows[0]?.after).toMatchObject({ accountId: universityHead.subject, appointedBy: 'PLATFORM' });
    await appointed(instituteOwner, universityHead, clock.now());
    await appointed(instituteOwner, instituteHead);
    const issued = await send(instituteHead, 'issueTestReport', { testRequestId }, 'state');
    expect(issued.testRequest.state).toBe('REPORTED');
  });

  test('characters that no font has are refused while drafting, not printed as boxes', async () => {
    const { id: testRequestId } = await tested();
    const [result] = await resultsOf(world, instituteOwner, testRequestId);
    const input = { testRequestId, results: [{ ...result, value: '𓀀' }] };
    const answer = await world.services.send(
      instituteOwner,
      'draftTestReport',
      input,
      '... on InvalidInput { problems { field } }',
    );
    expect(answer.problems).toEqual([{ field: 'results.0.value' }]);
  });
});

describe('the issued report', () => {
  test('says what was found, bears the marks that are in scope, and its QR code verifies', async () => {
    const request = await tested();
    const { report } = await issueReport(world, instituteOwner, request.id, REPORT);
    expect(report).toMatchObject({ marks: ['CMA 210801060123'], status: 'VALID', file: { sha256: report.sha256 } });
    const pdf = await fileOf(report.fileId);
    const pages = await pdfText(pdf);
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain('检测报告');
    expect(pages[0]).toContain('CMA210801060123');
    expect(pages[0]).not.toContain('CNAS');
    expect(pages[0]).toContain('检验检测专用章');
    expect(pages[1]).toContain('抗拉强度RmMPa≥500521符合');
    expect(pages[1]).toContain('编制：institute-owner审核：institute-head批准：institute-head');
    const scanned = await scanPage(pdf, 1, { x: 430, y: 40, width: 150, height: 110 });
    expect(scanned).toBe(`https://mdj.example/verify/${report.number}?code=${report.verificationCode}`);
    expect(await verify(report.number, report.verificationCode, report.sha256.toUpperCase())).toMatchObject({
      status: 'VALID',
      genuine: true,
      fileMatches: true,
    });
    expect(await verify(report.number, report.verificationCode, '00')).toMatchObject({ fileMatches: false });
    expect(await verify(report.number, 'guess', report.sha256)).toEqual({
      status: 'UNKNOWN',
      genuine: false,
      supersededBy: null,
      unitName: null,
      fileMatches: null,
      signature: null,
      withdrawnReason: null,
    });
  });

  test('the signature is checked with the published key, and binds the file', async () => {
    const { report } = await issueReport(world, instituteOwner, (await tested()).id, REPORT);
    const { reportKeys } = await world.services.ask(engineer, '{ reportKeys { kid jwk } }');
    const key = await importJWK(JSON.parse(reportKeys[0].jwk), 'EdDSA');
    const { payload, protectedHeader } = await compactVerify(report.signature, key);
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: reportKeys[0].kid });
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
      iss: 'mdj',
      number: report.number,
      sha256: report.sha256,
      unitId: INSTITUTE,
      replaces: null,
    });
    const [head, , signature] = report.signature.split('.');
    const forged = `${head}.${Buffer.from('{"sha256":"other"}').toString('base64url')}.${signature}`;
    await expect(compactVerify(forged, key)).rejects.toThrow();
  });

  test('a corrected version takes the place of the first; a void one says so', async () => {
    const { id: testRequestId } = await tested();
    const first = (await issueReport(world, instituteOwner, testRequestId, REPORT)).report;
    const begin = (): Promise<Answer> =>
      send(
        instituteOwner,
        'correctTestReport',
        { testRequestId, reason: '单位有误' },
        'draft { correctionReason results { value } }',
      );
    expect((await begin()).testRequest.draft).toEqual({
      correctionReason: '单位有误',
      results: [{ value: '521' }, { value: '522' }],
    });
    expect((await begin()).__typename).toBe('WrongState');
    const second = await issueReport(
      world,
      instituteOwner,
      testRequestId,
      `${REPORT} supersededReports { number status }`,
    );
    expect(second.supersededReports).toEqual([{ number: first.number, status: 'SUPERSEDED' }]);
    expect((await pdfText(await fileOf(second.report.fileId)))[0]).toContain(
      `本报告替代${first.number}，更正原因：单位有误`,
    );
    expect(await verify(first.number, first.verificationCode)).toMatchObject({
      status: 'SUPERSEDED',
      supersededBy: second.report.number,
    });
    const { number, verificationCode } = second.report;
    const withdraw = (caller: Caller): Promise<Answer> =>
      send(caller, 'withdrawTestReport', { testRequestId, reason: '样品混淆' }, 'report { status }');
    expect((await withdraw(instituteHead)).testRequest.report.status).toBe('WITHDRAWN');
    expect((await withdraw(instituteHead)).__typename).toBe('WrongState');
    expect(await verify(number, verificationCode)).toMatchObject({ status: 'WITHDRAWN', withdrawnReason: '样品混淆' });
  });

  test('a firm that pays before the release sees the report and its file when it has paid', async () => {
    const { kernel, ledger } = world.booking;
    const { id: testRequestId } = await tested();
    await kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, FIRM, { terms: 'PAY_BEFORE_RELEASE' }));
    const { report } = await issueReport(world, instituteOwner, testRequestId, REPORT);
    expect(report.file.sha256).toBe(report.sha256);
    const seen = async (): Promise<Answer> =>
      (
        await world.services.ask(
          engineer,
          `{ testRequest(id: "${testRequestId}") { report { number file { sha256 } } } }`,
        )
      ).testRequest.report;
    expect(await seen()).toBeNull();
    await send(engineer, 'rateTestRequest', { testRequestId, stars: 5 });
    for (const sampleId of await sampleIdsOf(testRequestId))
      await send(instituteOwner, 'moveSample', { sampleId, step: 'RETURN', place: '快递' }, 'sample { state }');
    const archived = await world.services.send(
      instituteOwner,
      'archiveTestRequest',
      { testRequestId },
      '... on Refusal { message }',
    );
    expect(archived.__typename).toBe('ArchiveTestRequestSuccess');
    const kept = async (): Promise<string[]> =>
      (
        await world.services.ask(engineer, `{ testRequest(id: "${testRequestId}") { archive { documents { kind } } } }`)
      ).testRequest.archive.documents.map(({ kind }: Answer) => kind);
    // The archive is no way around the gate.
    expect(await kept()).toEqual([]);
    await kernel.transact(staff, async (tx) => {
      const fen = (await ledger.parties.get(FIRM, tx.session)).owedFen;
      const source = { id: 'mdj:receipt:1', kind: 'receipt' };
      await ledger.payments.receive(tx, { source, debtor: FIRM, creditor: INSTITUTE, fen, text: '到账' });
    });
    expect(await seen()).toEqual({ number: report.number, file: { sha256: report.sha256 } });
    expect(await kept()).toEqual(['REPORT']);
    await kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, FIRM, { terms: 'ON_ACCOUNT' }));
  });

  test('a laboratory’s own PDF goes behind the cover; what is no PDF is refused', async () => {
    const { id: testRequestId } = await tested();
    const { kernel } = world.booking;
    const text = await kernel.files.upload(instituteOwner, 'own.pdf', 'application/pdf', Buffer.from('not a PDF'));
    expect((await send(instituteOwner, 'draftTestReport', { testRequestId, ownFileId: text.id })).__typename).toBe(
      'InvalidInput',
    );
    const { sampleLabels } = await world.services.ask(
      engineer,
      `{ sampleLabels(testRequestId: "${testRequestId}") { id } }`,
    );
    const draftOf = (ownFileId: string): Promise<Answer> =>
      send(instituteOwner, 'draftTestReport', { testRequestId, ownFileId });
    // The sheet is the engineer's, who asked for it.
    expect((await draftOf(sampleLabels.id)).__typename).toBe('NotFound');
    const labels = await bytesOf(kernel, sampleLabels.id);
    const ownFile = await kernel.files.upload(instituteOwner, 'own.pdf', 'application/pdf', labels);
    const { report } = await issueReport(world, instituteOwner, testRequestId, REPORT, { ownFileId: ownFile.id });
    const pdf = await fileOf(report.fileId);
    const pages = await pdfText(pdf);
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain(report.number);
    expect(pages[1]).toContain('钢板φ10');
    expect(report.marks).toEqual([]);
    expect(await scanPage(pdf, 1, { x: 430, y: 40, width: 150, height: 110 })).toContain(report.verificationCode);
  });
});
