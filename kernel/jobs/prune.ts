import type { KernelModels } from '../models.ts';
import type { Job } from '../types.ts';

const DAY_MILLISECONDS = 86_400_000;
/** A command may be repeated with its key for so long. */
const IDEMPOTENCY_DAYS = 90;
/** Sent notices stay readable on the platform for so long. */
const NOTICE_DAYS = 400;

/**
 * Deletes what nothing will ask for again. Events and audit rows stay: projections are rebuilt from the ones, and the chain of the others must
 * verify from its beginning.
 */
export function pruneJob(models: KernelModels): Job {
  return {
    name: 'kernel.prune',
    everySeconds: 86_400,
    run: async ({ now, log }) => {
      const before = (days: number): Date => new Date(now.getTime() - days * DAY_MILLISECONDS);
      const keys = await models.idempotency.deleteMany({ at: { $lt: before(IDEMPOTENCY_DAYS) } });
      const notices = await models.notices.deleteMany({ state: 'SENT', at: { $lt: before(NOTICE_DAYS) } });
      log.info({ keys: keys.deletedCount, notices: notices.deletedCount }, 'pruned');
    },
  };
}
