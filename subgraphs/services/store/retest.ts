import type { Tx } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import type { DispatchRow, SampleRow, TestRequestRow } from '../models.ts';
import { giveTo } from './dispatch.ts';
import { freshSamples } from './request.ts';
import { blankRequest } from './request-form.ts';
import type { ServicesRoom } from './room.ts';
import { takenItems } from './work.ts';

/** Files the same test again, for the same samples and at the same unit, free of charge: the list price is waived. Gives the new request's id. */
export async function beginRetest(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<string> {
  const unitId = request.takenBy ?? '';
  const samples = await room.models.samples
    .find({ testRequestId: request._id })
    .sort({ position: 1 })
    .session(tx.session)
    .lean<SampleRow[]>();
  const _id = room.kernel.newId('testRequest');
  const input = {
    idempotencyKey: _id.slice(_id.lastIndexOf(':') + 1),
    title: `${request.title}（复检）`,
    purpose: request.purpose,
    confidentiality: request.confidentiality,
    wantsToBePresent: request.wantsToBePresent,
    channel: request.channel,
    items: request.items,
    samples: samples.map(({ name, note }) => ({ name, note })),
  };
  const dispatch: DispatchRow = { unitId, at: tx.now, answer: 'OPEN', reason: null, quote: null };
  const state = 'DISPATCHED' as const;
  const { requesterId, requesterName, requesterHome, firmId, isFirm, userClass, home } = request;
  const retest: TestRequestRow = {
    ...blankRequest(input, tx.now),
    _id,
    home,
    state,
    items: request.items,
    ...{ requesterId, requesterName, requesterHome, firmId, isFirm, userClass },
    enteredBy: tx.caller.subject,
    dispatches: [dispatch],
    askedUnitIds: [unitId],
    price: null,
    agreement: request.agreement,
    attachments: request.attachments ?? [],
    retestOf: request._id,
    history: [{ step: 'beginRetest', state, at: tx.now, by: tx.caller.subject, reason: null }],
    version: 1,
  };
  await room.models.requests.insertMany([retest], { session: tx.session });
  await room.models.samples.insertMany(await freshSamples(room, tx, _id, input), { session: tx.session });
  const items = await takenItems(room, tx, request);
  const price = free(request.price);
  const given = { step: 'takeTestRequest', price, userClass, operatorName: '', payWith: [] } as const;
  await giveTo(room, tx, retest, unitId, items, { ...given, fields: { quoteHolds: true } });
  return _id;
}

function free(price: Price | null): Price {
  const { listFen, lines } = price ?? { listFen: 0, lines: [] };
  return { listFen, waiverFen: listFen, netFen: 0, agreementId: null, lines };
}
