import { UNSETTLED_AT_ONCE, type UnsettledMatter } from '../../../kernel/people.ts';
import { typedInRecords, typedInRows } from '../../../kernel/typed-text.ts';
import type { TestRequestState } from '../domain/transitions.ts';
import { tellRequest } from './advance.ts';
import type { ServicesRoom } from './room.ts';

/** What this room keeps of a person: the test requests they made, or that were entered for their account. Erasure blanks the name. */
export function keepPersonalData(room: ServicesRoom): void {
  const { kernel, models } = room;
  kernel.people.keep({
    name: 'testRequests',
    export: (personId) => models.requests.find(madeBy(personId)).sort({ _id: 1 }).lean<object[]>(),
    erase: async (personId, { session }) => {
      await models.requests.updateMany(madeBy(personId), { $set: { requesterName: '' } }, { session });
    },
    unsettled: (personId) => openRequests(room, personId),
  });
  keepTypedText(room);
}

/** States in which nobody waits for anything any more; a report that was not rated is the firm's to leave so. */
const OVER: readonly TestRequestState[] = ['REPORTED', 'COMPLETED', 'ARCHIVED', 'REFUSED', 'WITHDRAWN'];

async function openRequests({ models }: ServicesRoom, personId: string): Promise<readonly UnsettledMatter[]> {
  const open = { ...madeBy(personId), state: { $nin: [...OVER] } };
  const rows = await models.requests.find(open).sort({ requestedAt: -1 }).limit(UNSETTLED_AT_ONCE).lean();
  return rows.map(({ _id: id, title }) => ({ kind: 'testRequest', id, title }));
}

/** Names typed without an account: contacts of test items, who asked by telephone, reasons and purposes. */
function keepTypedText(room: ServicesRoom): void {
  const { kernel, items, models } = room;
  const here = kernel.platform.id;
  const contact = ['contact.name', 'contact.telephone', 'contact.email'];
  kernel.people.typed(typedInRecords(items, here, 'testItem', { contact }));
  const texts = { reason: ['reason', 'history.reason'], purpose: ['purpose'], requesterName: ['requesterName'] };
  kernel.people.typed(
    typedInRows(models.requests, 'testRequest', texts, {
      own: ({ home }) => home === here,
      tell: (tx, request) => tellRequest(room, tx, request, 'redacted'),
    }),
  );
}

/** Without what staff entered by telephone or on paper for somebody who has no account: the name there is not theirs. */
function madeBy(requesterId: string) {
  return { requesterId, $nor: [{ enteredBy: requesterId, channel: { $ne: 'ONLINE' as const } }] };
}
