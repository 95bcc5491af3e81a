import { type Answer, FIRM, INSTITUTE, PLATFORM, person, type World } from '../harness/booking-world.ts';
import { figure, heading } from './figures.ts';

const accountant = (name: string) =>
  person(name, null, [{ role: 'PLATFORM_ADMINISTRATOR', path: [PLATFORM] }], {
    scopes: ['accounting:administer', 'accounting:read'],
  });
const [first, second, third] = [
  accountant('accountant-1'),
  accountant('accountant-2'),
  accountant('accountant-3'),
] as const;

async function does(
  books: World,
  caller: typeof first,
  name: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Answer> {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const answer = await books.send(caller, name, input, `... on ${success} { ${selection} } ... on Refusal { message }`);
  if (answer.__typename !== success) throw new Error(`${name}: ${answer.__typename} ${answer.message}`);
  return answer;
}

/** The quarter's statements of the firm: to the unit what the voucher left, to the platform the telephone request. */
export async function statements(books: World): Promise<void> {
  heading('The quarter is closed');
  books.clock.set('2026-04-02T00:00:00Z');
  const closed = await does(
    books,
    first,
    'closePeriod',
    { span: '2026-Q1' },
    'statements { number debtor creditor chargesFen dueFen minutes lineCount }',
  );
  const ofFirm = closed.statements.filter(({ debtor }: Answer) => debtor === FIRM);
  const shown = ofFirm.map(({ creditor, chargesFen, dueFen, minutes, lineCount }: Answer) => [
    creditor,
    chargesFen,
    dueFen,
    minutes,
    lineCount,
  ]);
  figure('statements of the firm (creditor, charges, due, minutes, lines)', shown.sort(), [
    [PLATFORM, 11_000, 11_000, 60, 1],
    // Two lines: the charge, and what the voucher paid of it.
    [INSTITUTE, 36_000, 6_000, 50, 2],
  ]);
}

/** The year's compensation of the units, by count and duration, exact to the fen, decided by two who did not compute it. */
export async function compensation(books: World): Promise<void> {
  heading('Year-end compensation');
  const input = { year: 2026, budgetFen: 1_000_001, formula: { countWeight: 50, durationWeight: 50, effectWeight: 0 } };
  const { compensation: run } = await does(
    books,
    first,
    'simulateCompensation',
    input,
    'compensation { id totalFen lines { payee count minutes fen } }',
  );
  for (const line of run.lines)
    console.log(`  ${line.payee}: ${line.count} services, ${line.minutes} min, ${line.fen} fen`);
  figure(
    'distributed exactly, fen',
    run.lines.reduce((sum: number, { fen }: Answer) => sum + fen, 0),
    1_000_001,
  );
  for (const approver of [second, third])
    await does(books, approver, 'approveCompensation', { id: run.id }, 'compensation { state }');
  const paid = await does(books, second, 'payCompensation', { id: run.id }, 'compensation { state } file { name }');
  figure('paid, with its list', [paid.compensation.state, paid.file.name], ['PAID', 'compensation-2026-v1.csv']);
}

/** Half of what the firm was charged for tests with a report, at most 200 yuan a user. */
export async function subsidy(books: World): Promise<void> {
  heading('Subsidy');
  const rule = { name: '检测补贴', ratePercent: 50, capPerUserFen: 20_000, evidence: ['REPORT'], pays: 'CONSUMER' };
  const made = await does(books, first, 'putSubsidyRule', rule, 'rule { id }');
  const { run } = await does(
    books,
    first,
    'simulateSubsidy',
    { ruleId: made.rule.id, year: 2026 },
    'run { totalFen lines { fen } }',
  );
  console.log(`  lines: ${run.lines.map(({ fen }: Answer) => fen).join(', ')} fen`);
  figure('capped for the user, fen', run.totalFen, 20_000);
}
