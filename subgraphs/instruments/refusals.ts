import type { Caller } from '../../kernel/caller.ts';
import { say } from '../../kernel/refusals.ts';
import { Refused } from '../../kernel/types.ts';
import { largeFromFen, mayReach } from './domain/rules.ts';
import type { InstrumentRecord } from './instruments.ts';

/** Refuses a sharing level that the instrument's value does not allow. */
export function refuseBelowThreshold(
  caller: Caller,
  instrument: Pick<InstrumentRecord, 'sharing' | 'originalValueFen'>,
): void {
  const { sharing, originalValueFen } = instrument;
  if (mayReach(sharing, originalValueFen)) return;
  const message = say(caller, {
    zh: '原值不足 20 万元的仪器不能共享到省级或国家平台；请改为“市”级，或补充原值。',
    en: 'Instruments below ¥200,000 are not shared on the province or nation: choose CITY, or add the original value.',
  });
  throw new Refused({ __typename: 'BelowSharingThreshold', message, thresholdFen: largeFromFen, originalValueFen });
}

export function localIdTaken(caller: Caller, localId: string, existing: InstrumentRecord): Refused {
  const message = say(caller, {
    zh: '本单位已有使用该内部编号的仪器，请修改编号或修改原记录。',
    en: 'The unit has an instrument with this local id: change the id, or amend that record.',
  });
  return new Refused({ __typename: 'LocalIdTaken', message, localId, existing });
}

export function versionConflict(caller: Caller, currentVersion: number): Refused {
  const message = say(caller, {
    zh: '记录已被他人修改，请刷新后重试。',
    en: 'The record was changed meanwhile: read it again, then repeat the change.',
  });
  return new Refused({ __typename: 'VersionConflict', message, currentVersion });
}
