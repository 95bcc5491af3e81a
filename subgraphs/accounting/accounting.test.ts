import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import type { ServicePosting } from '../../ledger/types.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { accounting } from './index.ts';

const FIRM = 'mdj:unit:firm';
const LAB = 'mdj:unit:lab';
const SEM = 'mdj:instrument:sem';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const admin = user('admin', 'PLATFORM_ADMINISTRATOR', ['mdj']);
const third = user('third', 'PLATFORM_ADMINISTRATOR', ['mdj']);
const auditor = user('auditor', 'AUDITOR', ['mdj']);
const engineer = user('engineer', 'FIRM_USER', ['mdj', FIRM], { unitId: FIRM });
const stranger = user('stranger', 'FIRM_USER', ['mdj', 'mdj:unit:other'], { unitId: 'mdj:unit:other' });
const labHead = user('head', 'UNIT_ADMINISTRATOR', ['mdj', LAB], { unitId: LAB });
const system = systemCaller('mdj', 'test');

let world: TestKernel;
let graph: TestSubgraph;
let key = 0;
let serial = 0;

/** Sends one mutation and gives its payload: `__typename`, what is selected, and the message of a refusal. */
const send = async (caller: Caller, name: string, input: Record<string, unknown>, selection = ''): Promise<Answer> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const inputType = /^(approve|pay)(Compensation|Subsidy)$/.test(name) ? 'DecideRunInput' : `${type}Input`;
  const success = selection ? `... on ${type}Success { ${selection} }` : '';
  const document = `mutation($input: ${inputType}!) { it: ${name}(input: $input) { __typename ${success} ... on Refusal { message } } }`;
  const data = await graph.run(caller, document, { input: { idempotencyKey: `k${key++}`, ...input } });
  return data.it;
};

const settle = (fen: number, more: Partial<ServicePosting> = {}): Promise<ServicePosting> => {
  const posting: ServicePosting = {
    source: { id: `mdj:workOrder:${serial++}`, kind: 'workOrder' },
    parties: { provider: 'mdj', consumer: FIRM, collector: 'mdj' },
    minutes: 60,
    price: { listFen: fen, waiverFen: 0, netFen: fen, agreementId: null, lines: [] },
    effectiveAt: world.clock.now(),
    side: 'PROVIDER',
    unitId: 'mdj',
    text: '拉伸试验 GB/T 228.1',
    ...more,
  };
  return world.kernel.transact(system, (tx) => world.ledger.settle(tx, posting)).then(() => posting);
};

beforeAll(async () => {
  world = await testKernel({ now: '2011-07-15T02:00:00Z' });
  [graph] = (await testSubgraphs(world, [accounting])) as [TestSubgraph];
  await world.kernel.transact(system, async (tx) => {
    const unit = { kind: 'FIRM', status: 'MEMBER', district: null, home: 'mdj' };
    tx.emit({
      type: 'unit.accepted',
      recordId: FIRM,
      version: 1,
      payload: { ...unit, title: '牡丹江轴承厂', path: ['mdj', FIRM] },
    });
    tx.emit({
      type: 'instrument.registered',
      recordId: SEM,
      version: 1,
      payload: { title: '扫描电镜', path: ['mdj', LAB, SEM] },
    });
  });
  await world.kernel.settled();
});
afterAll(() => world.close());

describe('prices', () => {
  const tariff = { subjectId: SEM, component: 'HOUR', userClass: 'OTHER', amountFen: 12_000, costBaseFen: 12_000 };
  const SHOWN = 'tariff { id amountFen validFrom validTo }';

  test('the owner sets what the cost allows, others do not', async () => {
    expect((await send(labHead, 'setTariff', tariff, SHOWN)).tariff.amountFen).toBe(12_000);
    expect((await send(labHead, 'setTariff', { ...tariff, amountFen: 12_001 })).__typename).toBe('AboveCost');
    expect((await send(labHead, 'setTariff', { ...tariff, validFrom: '2011-07-01T00:00:00Z' })).__typename).toBe(
      'TariffOverlap',
    );
    expect((await send(labHead, 'setTariff', { ...tariff, subjectId: 'mdj:instrument:none' })).__typename).toBe(
      'NotFound',
    );
    const other = user('other', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
    expect((await send(other, 'setTariff', tariff)).__typename).toBe('NotPermitted');
    expect((await send(labHead, 'setTariff', { ...tariff, amountFen: -1 })).__typename).toBe('InvalidInput');
    const { tariffs } = await graph.run(anonymous(), `{ tariffs(subjectId: "${SEM}") { amountFen component } }`);
    expect(tariffs).toEqual([{ amountFen: 12_000, component: 'HOUR' }]);
  });

  test('an agreement waives, in versions', async () => {
    const agreement = {
      name: '省决策咨询平台共建理事单位',
      nameEn: 'Co-founding council unit',
      providerPath: ['hlj'],
      consumerPath: ['mdj'],
      waiverPercent: 100,
      validFrom: '2011-08-01T00:00:00Z',
    };
    const made = await send(admin, 'putAgreement', agreement, 'agreement { id name version }');
    expect(made.agreement).toMatchObject({ name: 'Co-founding council unit', version: 1 });
    const next = await send(
      admin,
      'putAgreement',
      { ...agreement, id: made.agreement.id, waiverPercent: 50 },
      'agreement { version }',
    );
    expect(next.agreement.version).toBe(2);
    expect((await send(admin, 'putAgreement', { ...agreement, waiverPercent: 101 })).__typename).toBe('InvalidInput');
    expect((await send(admin, 'putAgreement', { ...agreement, id: 'mdj:agreement:none' })).__typename).toBe('NotFound');
  });
});

describe('from the closed quarter to the write-off', () => {
  const STATEMENT =
    'id number state possible dueFen openFen closingFen lineCount disputes { id } invoices { id kind fen number } receipts { fen }';
  const read = async (caller: Caller, id: string): Promise<Answer> =>
    (
      await graph.run(
        caller,
        `{ statement(id: "${id}") { ${STATEMENT} lines { edges { node { entryId fen text } } } } }`,
      )
    ).statement;
  let id = '';

  test('the quarter cannot be closed before it is over; then the firm has its statement', async () => {
    await settle(40_000);
    await settle(2_550);
    expect(await send(staff, 'closePeriod', { span: '2011-Q3' })).toMatchObject({ __typename: 'PeriodNotOver' });
    expect((await send(staff, 'closePeriod', { span: 'soon' })).__typename).toBe('InvalidInput');
    world.clock.set('2011-09-30T16:00:00Z');
    const closed = await send(staff, 'closePeriod', { span: '2011-Q3' }, `statements { ${STATEMENT} }`);
    expect(closed.statements).toMatchObject([
      { number: 'MDJ-JS-201109-00001', state: 'ISSUED', dueFen: 42_550, lineCount: 2 },
    ]);
    id = closed.statements[0].id;
    const [notice] = await world.kernel.notices.list({ to: [FIRM], first: 1, locale: 'zh' });
    expect(notice?.text).toBe('2011-07–2011-09 结算单 MDJ-JS-201109-00001 已出具，应付 425.50 元，请核对确认。');
    const { periodState } = await graph.run(staff, '{ periodState(period: "2011-08") }');
    expect(periodState).toBe('CLOSED');
  });

  test('the firm sees it, strangers do not', async () => {
    expect((await read(engineer, id)).possible).toEqual(['confirm', 'dispute']);
    expect(await read(stranger, id)).toBeNull();
    expect((await send(stranger, 'confirmStatement', { statementId: id })).__typename).toBe('NotFound');
    const list = await graph.run(engineer, '{ statements { edges { node { id debtorUnit { id } } } } }');
    expect(list.statements.edges).toEqual([{ node: { id, debtorUnit: { id: FIRM } } }]);
    const none = await graph.run(stranger, '{ statements { edges { node { id } } } }');
    expect(none.statements.edges).toEqual([]);
    expect(await graph.codes(anonymous(), `{ statement(id: "${id}") { id } }`)).toEqual(['UNAUTHENTICATED']);
  });

  test('a line is disputed and taken back in the open period; the closed statement stays as it was', async () => {
    const { lines } = await read(engineer, id);
    const { entryId } = lines.edges.find((edge: Answer) => edge.node.fen === 2_550).node;
    const disputed = await send(
      engineer,
      'disputeStatementLine',
      { statementId: id, entryId, reason: '试样未测' },
      `statement { ${STATEMENT} }`,
    );
    expect(disputed.statement.state).toBe('DISPUTED');
    expect((await send(engineer, 'confirmStatement', { statementId: id })).__typename).toBe('WrongState');
    const disputeId = disputed.statement.disputes[0].id;
    const answer = { statementId: id, disputeId, answer: '同意减收', upheld: true, rightFen: 550 };
    expect((await send(engineer, 'answerDispute', answer).catch((error: Error) => error.message)).toString()).toMatch(
      /needs one of the scopes/,
    );
    const answered = await send(staff, 'answerDispute', answer, `statement { ${STATEMENT} }`);
    expect(answered.statement).toMatchObject({ state: 'ISSUED', dueFen: 42_550, openFen: 40_550, closingFen: 42_550 });
    expect(await world.ledger.statements.verify({ debtor: FIRM, creditor: 'mdj' })).toEqual({
      statements: 1,
      brokenAt: null,
    });
    const [adjustment] = await world.ledger.books.entries({ party: FIRM, first: 1 });
    expect([adjustment?.sourceKind, adjustment?.period]).toEqual(['adjustment', '2011-10']);
  });

  test('confirmed, invoiced, answered by a red one, invoiced again, paid, written off', async () => {
    const step = async (caller: Caller, name: string, input: Record<string, unknown> = {}) =>
      send(caller, name, { statementId: id, ...input }, `statement { ${STATEMENT} }`);
    expect((await step(engineer, 'confirmStatement')).statement.state).toBe('CONFIRMED');
    const wanted = await step(engineer, 'requestInvoice', { title: '牡丹江轴承厂', creditCode: '91231000607000000A' });
    const [blue] = wanted.statement.invoices;
    expect(blue).toMatchObject({ kind: 'BLUE', fen: 40_550, number: null });
    expect((await step(engineer, 'requestInvoice', { title: '再来一张' })).__typename).toBe('TooMuch');
    expect((await step(staff, 'issueInvoice', { invoiceId: blue.id, number: '031001900104' })).statement.state).toBe(
      'INVOICED',
    );
    const red = await step(staff, 'issueRedInvoice', {
      invoiceId: blue.id,
      number: '031001900105',
      reason: '抬头有误',
    });
    expect(red.statement).toMatchObject({
      state: 'CONFIRMED',
      invoices: [{ kind: 'BLUE' }, { kind: 'RED', fen: -40_550 }],
    });
    expect((await step(staff, 'issueRedInvoice', { invoiceId: blue.id, number: '9', reason: 'x' })).__typename).toBe(
      'WrongState',
    );
    const again = await step(engineer, 'requestInvoice', { title: '牡丹江轴承有限公司' });
    const right = again.statement.invoices[2];
    expect((await step(staff, 'issueInvoice', { invoiceId: right.id, number: '031001900105' })).__typename).toBe(
      'InvalidInput',
    );
    await step(staff, 'issueInvoice', { invoiceId: right.id, number: '031001900106' });
    expect((await step(staff, 'recordReceipt', { fen: 40_551, reference: 'B1' })).__typename).toBe('TooMuch');
    expect((await step(staff, 'recordReceipt', { fen: 40_000, reference: 'B1' })).statement).toMatchObject({
      state: 'INVOICED',
      openFen: 550,
    });
    expect((await step(staff, 'recordReceipt', { fen: 500, reference: 'B1' })).__typename).toBe('InvalidInput');
    expect((await step(staff, 'writeOffStatement')).__typename).toBe('TooMuch');
    const closed = await step(staff, 'writeOffStatement', { giveUp: true, reason: '尾差' });
    expect(closed.statement).toMatchObject({ state: 'CLOSED', openFen: 0, possible: [] });
    const { balances } = await graph.run(engineer, `{ balances(partyId: "${FIRM}") { fen } }`);
    expect(balances).toEqual([]);
  });

  test('as PDF with an embedded font and as XLSX that sums, made once', async () => {
    const ask = async (format: string): Promise<Answer> =>
      (await graph.run(engineer, `{ statementFile(id: "${id}", format: ${format}) { id name bytes url } }`))
        .statementFile;
    const bytesOf = async (file: Answer): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await world.kernel.files.open(file.id))?.stream ?? []) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const pdf = await ask('PDF');
    expect(pdf.name).toBe('MDJ-JS-201109-00001.pdf');
    expect(pdf.url).toContain(`/files/${encodeURIComponent(pdf.id)}?expires=`);
    const content = (await bytesOf(pdf)).toString('latin1');
    expect(content.startsWith('%PDF-')).toBe(true);
    expect(content).toMatch(/\/FontFile2/);
    expect(await ask('PDF')).toEqual(pdf);
    const sheet = await readSheet(await bytesOf(await ask('XLSX')));
    const flat = sheet.map((row) => row.filter((cell) => cell !== null));
    expect(flat).toContainEqual(['付款方', '牡丹江轴承厂']);
    expect(flat).toContainEqual(['本期应付', 425.5]);
    expect(await graph.run(stranger, `{ statementFile(id: "${id}", format: PDF) { id } }`)).toEqual({
      statementFile: null,
    });
  });
});

describe('the books', () => {
  test('accountants and auditors read everything, firms their own, and it sums to zero', async () => {
    const document =
      '{ journal(first: 100) { edges { node { id sourceId statements { number } lines { party fen minutes } } } } }';
    const all = await graph.run(auditor, document);
    const lines = all.journal.edges.flatMap((edge: Answer) => edge.node.lines);
    expect(lines.reduce((sum: number, line: Answer) => sum + line.fen, 0)).toBe(0);
    expect(lines.reduce((sum: number, line: Answer) => sum + line.minutes, 0)).toBe(0);
    const own = await graph.run(engineer, document);
    expect(own.journal.edges.length).toBeGreaterThan(0);
    expect(
      await graph.codes(engineer, `{ journal(filter: { partyId: "${LAB}" }) { pageInfo { hasNextPage } } }`),
    ).toEqual(['FORBIDDEN']);
    const { trialBalance } = await graph.run(auditor, '{ trialBalance { minutes fen entries accounts { fen } } }');
    expect([trialBalance.minutes, trialBalance.fen]).toEqual([0, 0]);
    const official = user('official', 'PROVINCIAL_OFFICIAL', ['mdj']);
    expect((await graph.run(official, '{ trialBalance { fen } }')).trialBalance.fen).toBe(0);
    expect(await graph.codes(official, '{ trialBalance { accounts { fen } } }')).toEqual(['FORBIDDEN']);
    const researcher = user('researcher', 'RESEARCHER', ['mdj', FIRM], { unitId: FIRM });
    expect((await graph.run(researcher, '{ statements { edges { node { id } } } }')).statements.edges).toEqual([]);
    expect(await graph.run(researcher, `{ debtor(id: "${FIRM}") { owedFen } }`)).toEqual({ debtor: null });
    const [{ node }] = all.journal.edges.filter((edge: Answer) => edge.node.statements.length > 0);
    const trace = '{ id text statements { number hash } lines { account } }';
    const traced = await graph.run(auditor, `{ journalEntry(id: "${node.id}") ${trace} }`);
    expect(traced.journalEntry).toMatchObject({ id: node.id, statements: [{ number: 'MDJ-JS-201109-00001' }] });
    expect(await graph.run(stranger, `{ journalEntry(id: "${node.id}") { id } }`)).toEqual({ journalEntry: null });
    const { verifyStatements } = await graph.run(
      auditor,
      `{ verifyStatements(debtor: "${FIRM}", creditor: "mdj") { statements brokenAt } }`,
    );
    expect(verifyStatements).toEqual({ statements: 1, brokenAt: null });
  });
});

describe('what it adds to others’ records', () => {
  const entities = async (caller: Caller, representations: unknown[], selection: string): Promise<Answer> => {
    const document = `query($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`;
    return (await graph.run(caller, document, { r: representations }))._entities;
  };

  test('what a unit owes and is owed, for those who stand for it; what an instrument costs, for everyone', async () => {
    await settle(3_300, { parties: { provider: LAB, consumer: FIRM, collector: LAB } });
    const unit = [{ __typename: 'Unit', id: LAB }];
    const shown = '... on Unit { balances { debtor creditor fen debtorUnit { id } } }';
    expect(await entities(labHead, unit, shown)).toEqual([
      { balances: [{ debtor: FIRM, creditor: LAB, fen: 3_300, debtorUnit: { id: FIRM } }] },
    ]);
    expect(await entities(stranger, unit, shown)).toEqual([{ balances: null }]);
    const instrument = [{ __typename: 'Instrument', id: SEM }];
    expect(await entities(anonymous(), instrument, '... on Instrument { tariffs { amountFen } }')).toEqual([
      { tariffs: [{ amountFen: 12_000 }] },
    ]);
  });
});

describe('gates', () => {
  const limited = 'mdj:unit:limited';

  test('a prepaid debtor pays from its account, and gets nothing that the account does not cover', async () => {
    expect(
      (await send(staff, 'setPaymentTerms', { partyId: limited, terms: 'PREPAID' }, 'debtor { terms }')).debtor.terms,
    ).toBe('PREPAID');
    const parties = { provider: 'mdj', consumer: limited, collector: 'mdj' };
    const price = { listFen: 8_000, waiverFen: 0, netFen: 8_000, agreementId: null, lines: [] };
    const posting: ServicePosting = {
      source: { id: 'mdj:booking:prepaid', kind: 'booking' },
      parties,
      price,
      minutes: 30,
      effectiveAt: world.clock.now(),
      side: 'PROVIDER',
      unitId: null,
      text: '',
    };
    const hold = () => world.kernel.transact(system, (tx) => world.ledger.hold(tx, posting));
    await expect(hold()).rejects.toMatchObject({ refusal: { __typename: 'LimitExceeded' } });
    const opened = await send(
      staff,
      'openPurse',
      { kind: 'PREPAID', owner: limited, fen: 10_000, reference: 'T1' },
      'purse { id freeFen }',
    );
    expect(opened.purse.freeFen).toBe(10_000);
    await hold();
    await world.kernel.transact(system, (tx) =>
      world.ledger.settle(tx, { ...posting, price: { ...price, listFen: 7_000, netFen: 7_000 } }),
    );
    const { purse } = await graph.run(staff, `{ purse(id: "${opened.purse.id}") { freeFen heldFen spentFen } }`);
    expect(purse).toEqual({ freeFen: 3_000, heldFen: 0, spentFen: 7_000 });
    expect((await world.ledger.parties.get(limited)).owedFen).toBe(0);
    expect(await graph.run(stranger, `{ purse(id: "${opened.purse.id}") { freeFen } }`)).toEqual({ purse: null });
  });

  test('a fund card is pre-deducted, and charged when its tutor confirms', async () => {
    const tutor = user('tutor', 'RESEARCHER', ['mdj', LAB], { unitId: LAB });
    const group = 'mdj:researchGroup:1';
    await world.kernel.transact(system, async (tx) =>
      tx.emit({ type: 'researchGroup.created', recordId: group, version: 1, payload: { tutorId: tutor.subject } }),
    );
    await world.kernel.settled();
    const opened = await send(
      staff,
      'openPurse',
      { kind: 'FUND_CARD', owner: group, issuer: LAB, fen: 50_000, reference: 'K-1' },
      'purse { id }',
    );
    const source = { id: 'mdj:booking:card', kind: 'booking' };
    const payWith = [{ purseId: opened.purse.id }];
    const posting = { source, payWith, parties: { provider: LAB, consumer: tutor.subject, collector: LAB } };
    const price = { listFen: 6_000, waiverFen: 0, netFen: 6_000, agreementId: null, lines: [] };
    await world.kernel.transact(system, (tx) =>
      world.ledger.hold(tx, {
        ...posting,
        price,
        minutes: 30,
        effectiveAt: tx.now,
        side: 'PROVIDER',
        unitId: LAB,
        text: '',
      }),
    );
    const charge = { purseId: opened.purse.id, sourceId: source.id };
    expect((await send(tutor, 'confirmFundCardCharge', charge)).__typename).toBe('WrongState');
    await settle(6_000, posting);
    expect((await world.ledger.parties.get(tutor.subject)).owedFen).toBe(6_000);
    expect((await send(stranger, 'confirmFundCardCharge', charge)).__typename).toBe('NotFound');
    const done = await send(tutor, 'confirmFundCardCharge', charge, 'purse { freeFen heldFen spentFen }');
    expect(done.purse).toEqual({ freeFen: 44_000, heldFen: 0, spentFen: 6_000 });
    expect((await world.ledger.parties.get(tutor.subject)).owedFen).toBe(0);
  });

  test('who pays before release gets the result when it is paid', async () => {
    const payer = 'mdj:unit:payer';
    await send(staff, 'setPaymentTerms', { partyId: payer, terms: 'PAY_BEFORE_RELEASE' });
    const { source } = await settle(900, { parties: { provider: LAB, consumer: payer, collector: LAB } });
    expect(await world.ledger.mayRelease(source, payer)).toBe(false);
    await world.kernel.transact(system, (tx) =>
      world.ledger.payments.receive(tx, {
        source: { id: 'now', kind: 'receipt' },
        debtor: payer,
        creditor: LAB,
        fen: 900,
        text: '',
      }),
    );
    expect(await world.ledger.mayRelease(source, payer)).toBe(true);
    expect(await world.ledger.mayRelease(source, FIRM)).toBe(true);
  });
});

describe('what the platform pays out', () => {
  const expert = 'mdj:expert:1';

  test('year-end compensation: reproducible, by two people who did not compute it, posted once', async () => {
    await settle(1_000, { minutes: 300, parties: { provider: LAB, consumer: FIRM, collector: LAB } });
    await world.kernel.transact(system, (tx) =>
      world.ledger.serviceRecords.note(tx, {
        _id: 's1',
        payee: expert,
        kind: 'diagnosis',
        at: tx.now,
        year: 2011,
        minutes: 100,
        effect: 90,
      }),
    );
    const input = {
      year: 2011,
      budgetFen: 1_000_001,
      formula: { countWeight: 30, durationWeight: 30, effectWeight: 40 },
    };
    const SHOWN = 'compensation { id version state inputsHash totalFen lines { payee count minutes fen } }';
    const first = (await send(staff, 'simulateCompensation', input, SHOWN)).compensation;
    const second = (await send(staff, 'simulateCompensation', input, SHOWN)).compensation;
    expect([second.version, second.inputsHash, second.lines]).toEqual([2, first.inputsHash, first.lines]);
    expect(first.totalFen).toBe(1_000_001);
    expect(first.lines.map((line: Answer) => line.payee)).toEqual([expert, LAB]);
    expect(
      (await send(staff, 'simulateCompensation', { ...input, formula: { ...input.formula, effectWeight: 41 } }))
        .__typename,
    ).toBe('InvalidInput');

    const approve = (caller: Caller) => send(caller, 'approveCompensation', { id: first.id }, 'compensation { state }');
    expect((await send(admin, 'payCompensation', { id: first.id })).__typename).toBe('WrongState');
    expect((await approve(staff)).__typename).toBe('FourEyes');
    expect((await approve(admin)).compensation.state).toBe('APPROVED_ONCE');
    expect((await approve(admin)).__typename).toBe('FourEyes');
    expect((await approve(third)).compensation.state).toBe('APPROVED');
    const paid = await send(admin, 'payCompensation', { id: first.id }, 'compensation { state } file { name }');
    expect([paid.compensation.state, paid.file.name]).toEqual(['PAID', 'compensation-2011-v1.csv']);
    expect((await send(admin, 'payCompensation', { id: first.id })).__typename).toBe('WrongState');
    const owed = (await world.ledger.books.balances(expert)).find((row) => row.creditor === expert);
    expect(owed).toMatchObject({ debtor: 'mdj', fen: first.lines[0].fen });
  });

  test('a report is evidence once its test request has one', async () => {
    const parties = { provider: LAB, consumer: 'mdj:unit:reported', collector: LAB };
    const [proven, unproven] = ['mdj:testRequest:1', 'mdj:testRequest:2'];
    for (const id of [proven, unproven]) await settle(1_000, { source: { id, kind: 'testRequest' }, parties });
    await world.kernel.transact(system, async (tx) => {
      tx.emit({
        type: 'testRequest.reported',
        recordId: proven,
        version: 1,
        payload: { details: { reportNumber: 'R1' } },
      });
      tx.emit({
        type: 'testRequest.accepted',
        recordId: unproven,
        version: 1,
        payload: { details: { reportNumber: null } },
      });
    });
    await world.kernel.settled();
    const rule = { name: '检测补贴', ratePercent: 50, evidence: ['REPORT'], pays: 'PROVIDER' };
    const made = await send(admin, 'putSubsidyRule', rule, 'rule { id }');
    const run = (
      await send(admin, 'simulateSubsidy', { ruleId: made.rule.id, year: 2011 }, 'run { totalFen lines { fen } }')
    ).run;
    expect(run.totalFen).toBe(500);
    expect((await send(admin, 'putSubsidyRule', { ...rule, evidence: ['RUMOUR'] })).__typename).toBe('InvalidInput');
    expect((await send(admin, 'simulateSubsidy', { ruleId: 'mdj:subsidyRule:none', year: 2011 })).__typename).toBe(
      'NotFound',
    );
  });

  test('a subsidy keeps to its caps and its evidence', async () => {
    const agreement = {
      price: { listFen: 10_000, waiverFen: 1_000, netFen: 9_000, agreementId: 'mdj:agreement:s', lines: [] },
    };
    const parties = { provider: LAB, consumer: 'mdj:unit:subsidised', collector: LAB };
    for (let n = 0; n < 3; n++) await settle(0, { ...agreement, parties });
    const rule = {
      name: '仪器共享补贴',
      ratePercent: 30,
      capPerUserFen: 6_000,
      evidence: ['AGREEMENT'],
      excludedKinds: [],
    };
    const made = await send(admin, 'putSubsidyRule', rule, 'rule { id }');
    const run = (
      await send(
        admin,
        'simulateSubsidy',
        { ruleId: made.rule.id, year: 2011 },
        'run { id totalFen lines { payee fen reason } }',
      )
    ).run;
    const lines = run.lines.filter((line: Answer) => line.payee === parties.consumer);
    expect(lines.map((line: Answer) => [line.fen, line.reason])).toEqual([
      [2_700, null],
      [2_700, null],
      [600, 'CAP_PER_USER'],
    ]);
    expect(
      run.lines.filter((line: Answer) => line.payee === FIRM).every((line: Answer) => line.reason === 'NO_EVIDENCE'),
    ).toBe(true);
    expect(run.totalFen).toBe(6_000);
    await send(staff, 'approveSubsidy', { id: run.id });
    await send(third, 'approveSubsidy', { id: run.id });
    const paid = await send(admin, 'paySubsidy', { id: run.id }, 'run { state }');
    expect(paid.run.state).toBe('PAID');
    expect((await world.ledger.trialBalance()).fen).toBe(0);
  });
});

describe('a test in the books', () => {
  test('leads to the statement that its fee stands on, for its parties only', async () => {
    const { source } = await settle(4_400, {
      source: { id: 'mdj:testRequest:billed', kind: 'testRequest' },
      parties: { provider: LAB, consumer: FIRM, collector: LAB },
    });
    const statements = async (caller: Caller): Promise<Answer> => {
      const document =
        'query($r: [_Any!]!) { _entities(representations: $r) { ... on TestRequest { statements { debtorUnit { id } state } } } }';
      const answer = await graph.run(caller, document, { r: [{ __typename: 'TestRequest', id: source.id }] });
      return answer._entities[0].statements;
    };
    expect(await statements(labHead)).toEqual([]);
    const [entry] = await world.ledger.books.entries({ sourceId: source.id, first: 1 });
    const [year, month] = entry!.period.split('-').map(Number) as [number, number];
    const quarter = `${year}-Q${Math.ceil(month / 3)}`;
    world.clock.set(`${year + 1}-07-01T02:00:00Z`);
    expect((await send(admin, 'closePeriod', { span: quarter })).__typename).toBe('ClosePeriodSuccess');
    expect(await statements(labHead)).toMatchObject([{ debtorUnit: { id: FIRM }, state: 'ISSUED' }]);
    expect(await statements(engineer)).toHaveLength(1);
    expect(await statements(stranger)).toEqual([]);
  });
});
