import type { ServicesRoom } from './room.ts';

/** Names of authors and reviewers in drafts; issued reports are files, which name who signed them by law. */
export function keepDraftNames({ kernel, models }: ServicesRoom): void {
  kernel.people.keep({
    name: 'reportDrafts',
    export: (personId) =>
      models.requests
        .find({ $or: [{ 'draft.authorId': personId }, { 'draft.reviewerId': personId }] })
        .select({ draft: 1 })
        .sort({ _id: 1 })
        .lean<object[]>(),
    erase: async (personId, { session }) => {
      const written = { 'draft.authorId': personId };
      await models.requests.updateMany(written, { $set: { 'draft.authorName': '' } }, { session });
      const reviewed = { 'draft.reviewerId': personId };
      await models.requests.updateMany(reviewed, { $set: { 'draft.reviewerName': '' } }, { session });
    },
  });
}
