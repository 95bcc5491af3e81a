export type NeedStatus = 'OPEN' | 'MATCHED' | 'CLOSED';
export type NeedStep = 'match' | 'close';

/** Which step leads where. */
export const needSteps: Readonly<Record<NeedStatus, Partial<Record<NeedStep, NeedStatus>>>> = {
  OPEN: { match: 'MATCHED', close: 'CLOSED' },
  MATCHED: { close: 'CLOSED' },
  CLOSED: {},
};
