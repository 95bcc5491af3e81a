import type { KernelModels } from '../models.ts';
import type { Notices } from '../notices/notices.ts';
import type { Job } from './types.ts';

const DAY_MILLISECONDS = 86_400_000;
/** A command may be repeated with its key for so long. */
const IDEMPOTENCY_DAYS = 90;
/** Sent notices stay readable on the platform for so long. */
const NOTICE_DAYS = 400;
/** The text of a mail that was written as a file lies here for so long, for a relay to pick it up. */
const MAIL_DAYS = 7;

/**
 * Deletes what nothing will ask for again. Events and audit rows stay: projections are rebuilt from the ones, and the chain of the others must
 * verify from its beginning.
 */
export function pruneJob(models: KernelModels, sender: Pick<Notices, 'forget'>): Job {
  return {
    name: 'kernel.prune',
    everySeconds: 86_400,
    run: async ({ now, log }) => {
      const before = (days: number): Date => new Date(now.getTime() - days * DAY_MILLISECONDS);
      const keys = await models.idempotency.deleteMany({ at: { $lt: before(IDEMPOTENCY_DAYS) } });
      const notices = await models.notices.deleteMany({
        state: { $in: ['SENT', 'FAILED'] },
        at: { $lt: before(NOTICE_DAYS) },
      });
      const mails = await sender.forget({ before: new Date(Date.now() - MAIL_DAYS * DAY_MILLISECONDS) });
      log.info({ keys: keys.deletedCount, notices: notices.deletedCount, mails }, 'pruned');
    },
  };
}
