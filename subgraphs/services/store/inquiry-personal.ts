import { systemCaller } from '../../../kernel/caller.ts';
import { typedInRows } from '../../../kernel/typed-text.ts';
import { INQUIRY_LIMITS } from '../domain/inquiries.ts';
import type { InquiryRow } from '../front-models.ts';
import { forgetCounts } from './inquiry-limits.ts';
import type { ServicesRoom } from './room.ts';

const DAY_MS = 86_400_000;
const BATCH = 200;

/** What became requests of an account belongs to it: it is exported, and its texts are blanked, with the account. Others' texts staff may erase. */
export function keepInquiries({ kernel, front }: ServicesRoom): void {
  kernel.people.keep({
    name: 'inquiries',
    export: (convertedBy) => front.inquiries.find({ convertedBy }).sort({ _id: 1 }).lean<object[]>(),
    erase: async (convertedBy, { session }) => {
      await front.inquiries.updateMany({ convertedBy }, { $set: { title: '', description: '' } }, { session });
    },
  });
  const texts = { title: ['title'], description: ['description'], reason: ['reason'], answer: ['answer.text'] };
  kernel.people.typed(typedInRows(front.inquiries, 'inquiry', texts));
}

/** Job: erases who asked, and what, half a year after the last word; forgets who asked how often yesterday. */
export async function forgetInquiries(room: ServicesRoom, now: Date): Promise<void> {
  const { kernel, front } = room;
  const before = new Date(now.getTime() - INQUIRY_LIMITS.contactDays * DAY_MS);
  const old = await front.inquiries
    .find({ sealed: { $ne: null }, lastWordAt: { $lt: before } })
    .sort({ lastWordAt: 1 })
    .limit(BATCH)
    .lean<InquiryRow[]>();
  for (const { _id } of old) {
    await kernel.transact(systemCaller(kernel.platform.id, 'services.inquiries'), async (tx) => {
      const blank = { $set: { sealed: null, title: '', description: '' } };
      await front.inquiries.updateOne({ _id }, blank, { session: tx.session });
      await kernel.people.forget(tx, _id);
      tx.audit({ action: 'forgetInquiry', recordId: _id });
    });
  }
  await forgetCounts(room, now);
}

/** Job: tells the platform's staff once of each inquiry that nobody answered in time. */
export async function tellOverdueInquiries({ kernel, front }: ServicesRoom, now: Date): Promise<void> {
  const overdue = { state: 'OPEN' as const, answerBy: { $lt: now }, overdueToldAt: { $exists: false } };
  const rows = await front.inquiries.find(overdue).sort({ answerBy: 1 }).limit(BATCH).lean<InquiryRow[]>();
  for (const { _id, number, title, answerBy } of rows)
    await kernel.transact(systemCaller(kernel.platform.id, 'services.overdue'), async (tx) => {
      const told = { $set: { overdueToldAt: tx.now } };
      const { matchedCount } = await front.inquiries.updateOne({ _id, ...overdue }, told, { session: tx.session });
      if (matchedCount === 0) return;
      const values = { number, title, until: answerBy.toISOString() };
      tx.notify({ template: 'inquiry.overdue', to: [kernel.platform.id], about: _id, values });
    });
}
