import type { ClientSession } from 'mongoose';
import type { LedgerModels } from './models.ts';
import type { TrialBalance } from './types.ts';

/**
 * Sums every line of the journal, as posted up to `at` (default: all). Zero and zero, or the journal is broken. Cost: reads every entry; meant for
 * auditors and closes.
 */
export async function trialBalance(models: LedgerModels, session?: ClientSession, at?: Date): Promise<TrialBalance> {
  const match = at ? [{ $match: { postedAt: { $lte: at } } }] : [];
  const sums = { minutes: { $sum: '$lines.minutes' }, fen: { $sum: '$lines.fen' } };
  const [lines] = await models.entries
    .aggregate<{ minutes: number; fen: number }>([...match, { $unwind: '$lines' }, { $group: { _id: null, ...sums } }])
    .session(session ?? null);
  const entries = await models.entries.countDocuments(at ? { postedAt: { $lte: at } } : {}).session(session ?? null);
  return { minutes: lines?.minutes ?? 0, fen: lines?.fen ?? 0, entries };
}
