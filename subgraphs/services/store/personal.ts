import type { ServicesRoom } from './room.ts';

/** What this room keeps of a person: the test requests they made, or that were entered for their account. Erasure blanks the name. */
export function keepPersonalData({ kernel, models }: ServicesRoom): void {
  kernel.people.keep({
    name: 'testRequests',
    export: (personId) => models.requests.find(madeBy(personId)).sort({ _id: 1 }).lean<object[]>(),
    erase: async (personId, { session }) => {
      await models.requests.updateMany(madeBy(personId), { $set: { requesterName: '' } }, { session });
    },
  });
}

/** Without what staff entered by telephone or on paper for somebody who has no account: the name there is not theirs. */
function madeBy(requesterId: string) {
  return { requesterId, $nor: [{ enteredBy: requesterId, channel: { $ne: 'ONLINE' as const } }] };
}
