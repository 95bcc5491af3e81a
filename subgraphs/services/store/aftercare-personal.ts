import { UNSETTLED_AT_ONCE } from '../../../kernel/people.ts';
import { typedInRows } from '../../../kernel/typed-text.ts';
import { tellComplaint } from './complaint-tell.ts';
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

/** Complaints of a person, and names that people type into them. */
export function keepComplaintTexts(room: ServicesRoom): void {
  const { kernel, models } = room;
  kernel.people.keep({
    name: 'complaints',
    export: (personId) => models.complaints.find({ filedBy: personId }).sort({ filedAt: 1 }).lean<object[]>(),
    // The id stays, as a pseudonym; names are in typed text only.
    erase: () => Promise.resolve(),
    unsettled: async (filedBy) => {
      const open = { filedBy, state: { $in: ['FILED', 'ANSWERED', 'IN_MEDIATION'] as const } };
      const rows = await models.complaints.find(open).sort({ filedAt: 1 }).limit(UNSETTLED_AT_ONCE).lean();
      return rows.map(({ _id: id, text }) => ({ kind: 'complaint', id, title: text.slice(0, 60) }));
    },
  });
  const texts = { text: ['text'], answer: ['answer'], reason: ['history.reason', 'outcome.reason'] };
  kernel.people.typed(
    typedInRows(models.complaints, 'complaint', texts, {
      own: ({ home }) => home === kernel.platform.id,
      tell: (tx, complaint) => tellComplaint(room, tx, complaint, 'redacted', []),
    }),
  );
}
