import type { BookingRule, HeldQualification, QuotaUse, RuleFacts } from './rule.ts';
import { violation } from './rule.ts';

/** Rules about who books, how much, and with which papers. */
export const userRules: readonly BookingRule[] = [
  {
    name: 'status',
    asks: 'the instrument is in operation',
    violation: 'NotInOperation',
    overridable: false,
    check: notInOperation,
  },
  {
    name: 'sharing',
    asks: 'the sharing level reaches the user',
    violation: 'NotShared',
    overridable: false,
    check: notShared,
  },
  {
    name: 'userClasses',
    asks: 'the user’s class is admitted',
    violation: 'UserClassNotAdmitted',
    overridable: true,
    check: classNotAdmitted,
  },
  {
    name: 'openBookings',
    asks: 'fewer than `maximumOpenBookings` open ones of the user',
    violation: 'TooManyOpenBookings',
    overridable: true,
    check: tooManyOpen,
  },
  {
    name: 'quotas',
    asks: 'within every quota of minutes and count, per user, unit or research group and period',
    violation: 'QuotaExceeded',
    overridable: true,
    check: quotaExceeded,
  },
  {
    name: 'qualification',
    asks: 'a qualification of the level, valid until the end',
    violation: 'NotQualified',
    overridable: true,
    check: notQualified,
  },
  {
    name: 'operator',
    asks: 'with an operator where one is needed',
    violation: 'OperatorNeeded',
    overridable: true,
    check: operatorNeeded,
  },
  {
    name: 'forms',
    asks: 'the sample and safety forms that are asked for',
    violation: 'FormMissing',
    overridable: true,
    check: formMissing,
  },
  {
    name: 'tutor',
    asks: 'authorised by the tutor of the research group, with a fund card in force',
    violation: 'TutorAuthorisationMissing',
    overridable: true,
    check: tutorMissing,
  },
  {
    name: 'discipline',
    asks: 'not suspended for missed or late-cancelled bookings',
    violation: 'Suspended',
    overridable: true,
    check: suspended,
  },
];

const inOperation = ['AVAILABLE', 'LIMITED'];

function notInOperation(facts: RuleFacts) {
  if (inOperation.includes(facts.instrument.status)) return [];
  const text = ['仪器目前停用，请选择其他仪器。', 'The instrument is not in operation: choose another one.'] as const;
  return violation(facts, 'NotInOperation', text, { status: facts.instrument.status });
}

function notShared(facts: RuleFacts) {
  if (facts.instrument.inReach) return [];
  const text = ['该仪器未对您所在单位共享。', 'The instrument is not shared with your unit: ask its owner.'] as const;
  return violation(facts, 'NotShared', text, { sharing: facts.instrument.sharing });
}

function classNotAdmitted(facts: RuleFacts) {
  const admitted = facts.policy.admits;
  if (admitted.includes(facts.user.userClass)) return [];
  const text = [
    '该仪器不接受此类用户预约，请改交检测申请。',
    'Users of your class do not book it: file a test request.',
  ] as const;
  return violation(facts, 'UserClassNotAdmitted', text, { admitted });
}

function tooManyOpen(facts: RuleFacts) {
  const maximum = facts.policy.maximumOpenBookings;
  if (maximum === null || facts.user.openBookings < maximum) return [];
  const text = [
    `您在该仪器上已有 ${maximum} 个未完成的预约，请先完成或取消。`,
    `You have ${maximum} open bookings of it: use or cancel one first.`,
  ] as const;
  return violation(facts, 'TooManyOpenBookings', text, { maximum });
}

function quotaExceeded(facts: RuleFacts) {
  return facts.quotaUse.filter(exceeds).flatMap(({ quota, minutes, bookings, periodStart }) => {
    const text = [
      `超出定额：自 ${periodStart} 起的周期内已用 ${minutes} 分钟、${bookings} 次。`,
      `The quota is exhausted: ${minutes} minutes in ${bookings} bookings since ${periodStart}.`,
    ] as const;
    return violation(facts, 'QuotaExceeded', text, {
      per: quota.per,
      period: quota.period,
      maximumMinutes: quota.maximumMinutes,
      maximumBookings: quota.maximumBookings,
      usedMinutes: minutes,
      usedBookings: bookings,
    });
  });
}

function exceeds({ quota, minutes, bookings, wantedMinutes }: QuotaUse): boolean {
  const overMinutes = quota.maximumMinutes !== null && minutes + wantedMinutes > quota.maximumMinutes;
  return overMinutes || (quota.maximumBookings !== null && bookings + 1 > quota.maximumBookings);
}

function notQualified(facts: RuleFacts) {
  const need = facts.policy.qualification;
  if (!need || facts.user.qualifications.some((held) => suffices(held, need, facts.slot.end))) return [];
  const text = [
    `需要有效的上机资格 ${need.code}（${need.level} 级），请先参加培训考核。`,
    `It needs the qualification ${need.code} of level ${need.level}, valid until the end: take the training.`,
  ] as const;
  return violation(facts, 'NotQualified', text, { qualification: need.code, level: need.level });
}

function suffices(held: HeldQualification, need: { code: string; level: number }, until: Date): boolean {
  return held.code === need.code && held.level >= need.level && (held.validTo === null || held.validTo >= until);
}

function operatorNeeded(facts: RuleFacts) {
  if (!facts.policy.operatorNeeded || facts.operator) return [];
  const text = [
    '该仪器须由操作人员陪同，请勾选需要操作人员。',
    'It is used with an operator only: ask for one.',
  ] as const;
  return violation(facts, 'OperatorNeeded', text);
}

function formMissing(facts: RuleFacts) {
  return facts.policy.forms
    .filter((form) => !facts.forms.includes(form))
    .flatMap((form) => {
      const text = [
        `请填写${form === 'SAMPLE' ? '样品' : '安全'}登记表。`,
        `Fill in the ${form.toLowerCase()} form.`,
      ] as const;
      return violation(facts, 'FormMissing', text, { form });
    });
}

function tutorMissing(facts: RuleFacts) {
  if (!facts.policy.tutorAuthorisation || facts.user.authorisedByTutor) return [];
  const text = [
    '需要导师授权和经费卡。',
    "It needs your tutor's authorisation and a fund card: ask your tutor.",
  ] as const;
  return violation(facts, 'TutorAuthorisationMissing', text);
}

function suspended(facts: RuleFacts) {
  const until = facts.user.suspendedUntil;
  if (!until || until <= facts.now) return [];
  const text = [
    '因多次爽约或迟取消，您暂不能预约。',
    'Missed or late-cancelled bookings: booking is suspended.',
  ] as const;
  return violation(facts, 'Suspended', text, { until });
}
