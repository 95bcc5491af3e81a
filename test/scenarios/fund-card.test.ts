import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounting } from '../../subgraphs/accounting/index.ts';
import {
  type Answer,
  bookingWorld,
  HOUR_FEN,
  INSTITUTE,
  operator,
  owner,
  PLATFORM,
  researcher,
  SEM,
  staff,
  UNIVERSITY,
  type World,
} from '../harness/booking-world.ts';
import { type TestSubgraph, testSubgraphs, user } from '../harness/subgraph.ts';

const GROUP = 'mdj:researchGroup:1';
const CARD = 'mdj:fundCard:1';
const tutor = user('tutor', 'RESEARCHER', [PLATFORM, INSTITUTE], { unitId: INSTITUTE });
const accountant = user('accountant', 'PLATFORM_STAFF', [PLATFORM]);
const REFUSED = '... on Refusal { message }';

let world: World;
let books: TestSubgraph;
beforeAll(async () => {
  world = await bookingWorld();
  [books] = (await testSubgraphs(world, [accounting])) as [TestSubgraph];
  const members = [{ accountId: researcher.subject, mayBook: true, until: null }];
  const cards = [{ id: CARD, number: 'K-1', title: '面上项目', active: true, validUntil: null }];
  const payload = {
    id: GROUP,
    unitId: INSTITUTE,
    tutorId: tutor.subject,
    title: '材料组',
    members,
    cards,
    path: [PLATFORM, INSTITUTE, GROUP],
  };
  await world.happen({ type: 'researchGroup.cardAdded', recordId: GROUP, version: 1, payload });
  await world.kernel.settled();
});
afterAll(() => world.close());

const card = async (): Promise<Answer> =>
  (await books.run(accountant, `{ purse(id: "${CARD}") { freeFen heldFen spentFen } }`)).purse;
const step = (caller: typeof staff, name: string, input: Record<string, unknown>, shown: string): Promise<Answer> =>
  world.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${shown} } ${REFUSED}`,
  );

test('a fund card is pre-deducted when a booking is confirmed, and charged for what was used when the tutor confirms', async () => {
  const open = `mutation { openPurse(input: { idempotencyKey: "o", kind: FUND_CARD, owner: "${GROUP}", issuer: "${INSTITUTE}", fen: 500000, reference: "${CARD}" }) { __typename } }`;
  expect((await books.run(accountant, open)).openPurse.__typename).toBe('OpenPurseSuccess');

  const slot = { start: '2026-03-03T01:00:00Z', end: '2026-03-03T03:30:00Z' };
  const wish = { instrumentId: SEM, purpose: 'crystal', slot, researchGroupId: GROUP, fundCardId: CARD };
  const { booking } = await step(researcher, 'requestBooking', wish, 'booking { id state }');
  const bookingId = booking.id;
  expect(await card()).toEqual({ freeFen: 500_000, heldFen: 0, spentFen: 0 });
  if (booking.state === 'REQUESTED') await step(staff, 'acceptBooking', { bookingId }, 'booking { state }');
  await step(owner, 'confirmBooking', { bookingId }, 'booking { state }');
  expect(await card()).toEqual({ freeFen: 350_000, heldFen: 150_000, spentFen: 0 });

  world.clock.set('2026-03-03T04:00:00Z');
  const { workOrder } = await step(
    operator,
    'openWorkOrder',
    { bookingId, operatorName: 'He', samples: 1 },
    'workOrder { id }',
  );
  const workOrderId = workOrder.id;
  await step(operator, 'startUse', { workOrderId, at: '2026-03-03T01:05:00Z' }, 'workOrder { state }');
  await step(operator, 'stopUse', { workOrderId, at: '2026-03-03T03:20:00Z' }, 'workOrder { state }');
  await step(operator, 'closeWorkOrder', { workOrderId, resultText: 'fine' }, 'workOrder { state }');
  const usedFen = (135 * HOUR_FEN) / 60;
  expect(await card()).toEqual({ freeFen: 350_000, heldFen: 150_000, spentFen: 0 });
  expect((await world.ledger.parties.get(INSTITUTE)).owedFen).toBe(usedFen);

  const confirm = `mutation { confirmFundCardCharge(input: { idempotencyKey: "c", purseId: "${CARD}", sourceId: "${bookingId}" }) { __typename } }`;
  expect((await books.run(tutor, confirm)).confirmFundCardCharge.__typename).toBe('ConfirmFundCardChargeSuccess');
  expect(await card()).toEqual({ freeFen: 500_000 - usedFen, heldFen: 0, spentFen: usedFen });
  expect((await world.ledger.parties.get(INSTITUTE)).owedFen).toBe(usedFen);
  expect(await world.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
  const balances = await world.ledger.books.balances(INSTITUTE);
  expect(balances).toEqual([{ debtor: INSTITUTE, creditor: UNIVERSITY, fen: usedFen }]);
});
