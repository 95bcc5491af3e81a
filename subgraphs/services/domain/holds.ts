/** A text in the two languages of a platform. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export const HOLD_REASONS = {
  WAITING_FOR_SAMPLE: { zh: '等待样品', en: 'waiting for a sample' },
  WAITING_FOR_PAYMENT: { zh: '等待付款', en: 'waiting for payment' },
  WAITING_FOR_ANSWER: { zh: '等待委托方答复', en: 'waiting for the firm’s answer' },
  INSTRUMENT_DOWN: { zh: '仪器故障', en: 'the instrument is out of order' },
  STAFF_ABSENT: { zh: '人员不在岗', en: 'nobody is there to do it' },
  SUBCONTRACTED: { zh: '分包中', en: 'it is with a subcontractor' },
  OTHER: { zh: '其他', en: 'another reason' },
} as const satisfies Record<string, Text>;
export type HoldReason = keyof typeof HOLD_REASONS;

/** Work that stands still, and why. */
export interface Hold {
  readonly reason: HoldReason;
  readonly note: string | null;
  /** The unit that said so; null: the platform. */
  readonly by: string | null;
  readonly since: Date;
  readonly expectedUntil: string | null;
  readonly endedAt: Date | null;
}

/** States in which the work of a unit can stand still. */
export const HOLDABLE = ['TAKEN', 'IN_PROGRESS', 'TESTED'] as const;

/** The hold that lasts, or null. */
export function lastingHold(holds: readonly Hold[]): Hold | null {
  return holds.find(({ endedAt }) => endedAt === null) ?? null;
}

/** The reason with its note, in both languages. */
export function reasonOf({ reason, note }: Pick<Hold, 'reason' | 'note'>): Text {
  const { zh, en } = HOLD_REASONS[reason];
  return note ? { zh: `${zh}：${note}`, en: `${en}: ${note}` } : { zh, en };
}
