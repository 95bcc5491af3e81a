import { systemCaller } from '../../kernel/caller.ts';
import type { TestKernel } from './kernel.ts';

/** Tells the rooms of an accepted unit by the event that `members` would emit; waits until their projections have it. */
export async function announceUnit({ kernel }: TestKernel, id: string, name: string): Promise<void> {
  const platform = kernel.platform.id;
  await kernel.transact(systemCaller(platform, 'test'), async (tx) => {
    const payload = {
      id,
      path: [platform, id],
      title: name,
      kind: 'UNIVERSITY',
      status: 'MEMBER',
      district: '231000',
      home: platform,
    };
    tx.emit({ type: 'unit.accepted', recordId: id, version: 1, payload });
  });
  await kernel.settled();
}
