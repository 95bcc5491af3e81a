import { addMinutes, contains, minutesOf, overlaps } from '../interval.ts';
import { addDays, instantAt, localDaysOf, minuteOfDay, wallTime, weekdayOf } from '../local-time.ts';
import { openIntervals, openingOfDay } from '../opening.ts';
import type { PriorityWindow } from '../policy.ts';
import { isAligned } from '../slots.ts';
import { type BookingRule, type RuleFacts, violation } from './rule.ts';

/** Rules about when and how long. */
export const timeRules: readonly BookingRule[] = [
  {
    name: 'minimumLength',
    asks: 'not shorter than `minimumMinutes`',
    violation: 'TooShort',
    overridable: true,
    check: tooShort,
  },
  {
    name: 'maximumLength',
    asks: 'not longer than `maximumMinutes`',
    violation: 'TooLong',
    overridable: true,
    check: tooLong,
  },
  {
    name: 'granularity',
    asks: 'start and length on the grid of `granularityMinutes` from local midnight',
    violation: 'NotAligned',
    overridable: true,
    check: notAligned,
  },
  {
    name: 'leadTime',
    asks: 'made at least `leadMinutes` before its start',
    violation: 'TooSoon',
    overridable: true,
    check: tooSoon,
  },
  {
    name: 'horizon',
    asks: 'made at most `horizonDays` before its start',
    violation: 'TooFarAhead',
    overridable: true,
    check: tooFarAhead,
  },
  {
    name: 'openingHours',
    asks: 'wholly within `openingHours`; closed on holidays, open on make-up working days, if `closedOnHolidays`',
    violation: 'ClosedThen',
    overridable: true,
    check: closedThen,
  },
  {
    name: 'outages',
    asks: 'clear of outages that block',
    violation: 'OutOfService',
    overridable: false,
    check: outOfService,
  },
  {
    name: 'priorityWindows',
    asks: 'outside times kept for other user classes, until they are released',
    violation: 'PriorityOfOthers',
    overridable: true,
    check: priorityOfOthers,
  },
];

function tooShort(facts: RuleFacts) {
  const { minimumMinutes } = facts.policy;
  if (minutesOf(facts.slot) >= minimumMinutes) return [];
  const text = [`至少预约 ${minimumMinutes} 分钟。`, `Book at least ${minimumMinutes} minutes.`] as const;
  return violation(facts, 'TooShort', text, { minimumMinutes });
}

function tooLong(facts: RuleFacts) {
  const { maximumMinutes } = facts.policy;
  if (minutesOf(facts.slot) <= maximumMinutes) return [];
  const text = [`最多预约 ${maximumMinutes} 分钟。`, `Book at most ${maximumMinutes} minutes at once.`] as const;
  return violation(facts, 'TooLong', text, { maximumMinutes });
}

function notAligned(facts: RuleFacts) {
  const { granularityMinutes } = facts.policy;
  if (isAligned(facts.slot, facts.policy)) return [];
  const text = [
    `开始和结束时间须为 ${granularityMinutes} 分钟的整倍数。`,
    `Start and end on multiples of ${granularityMinutes} minutes.`,
  ] as const;
  return violation(facts, 'NotAligned', text, { granularityMinutes });
}

function tooSoon(facts: RuleFacts) {
  const earliestStart = addMinutes(facts.now, facts.policy.leadMinutes);
  if (facts.slot.start >= earliestStart) return [];
  const text = [
    `须提前 ${facts.policy.leadMinutes} 分钟预约，请选择更晚的时间。`,
    `Bookings are made ${facts.policy.leadMinutes} minutes ahead: choose a later time.`,
  ] as const;
  return violation(facts, 'TooSoon', text, { earliestStart });
}

function tooFarAhead(facts: RuleFacts) {
  const latestStart = addMinutes(facts.now, facts.policy.horizonDays * 24 * 60);
  if (facts.slot.start <= latestStart) return [];
  const text = [
    `只能预约 ${facts.policy.horizonDays} 天以内的时间。`,
    `Bookings are taken ${facts.policy.horizonDays} days ahead: choose an earlier time.`,
  ] as const;
  return violation(facts, 'TooFarAhead', text, { latestStart });
}

function closedThen(facts: RuleFacts) {
  const open = openIntervals(facts.policy, facts.holidays, facts.slot);
  if (open.length === 1 && open.some((hours) => contains(hours, facts.slot))) return [];
  const { date } = wallTime(facts.slot.start, facts.policy.timeZone);
  const hours = openingOfDay(facts.policy, facts.holidays, date);
  const text = ['该时间仪器不开放。', 'The instrument is not open then: see its opening hours of that day.'] as const;
  return violation(facts, 'ClosedThen', text, { open: hours });
}

function outOfService(facts: RuleFacts) {
  return facts.outages
    .filter((outage) => outage.start < facts.slot.end && (outage.end === null || outage.end > facts.slot.start))
    .flatMap((outage) => {
      const text = ['该时间仪器停用。', 'The instrument is out of service then.'] as const;
      return violation(facts, 'OutOfService', text, { from: outage.start, to: outage.end });
    });
}

function priorityOfOthers(facts: RuleFacts) {
  return facts.policy.priorityWindows
    .filter((window) => !window.classes.includes(facts.user.userClass) && holdsPriority(facts, window))
    .flatMap((window) => {
      const classes = window.classes.join(', ');
      const text = [
        `该时段优先供 ${classes} 使用，开始前 ${window.releasedMinutesBefore} 分钟起对所有人开放。`,
        `This time is kept for ${classes} until ${window.releasedMinutesBefore} minutes before the start.`,
      ] as const;
      return violation(facts, 'PriorityOfOthers', text, {
        classes: window.classes,
        releasedAt: addMinutes(facts.slot.start, -window.releasedMinutesBefore),
      });
    });
}

function holdsPriority(facts: RuleFacts, window: PriorityWindow): boolean {
  if (facts.now >= addMinutes(facts.slot.start, -window.releasedMinutesBefore)) return false;
  const zone = facts.policy.timeZone;
  return localDaysOf(facts.slot, zone)
    .filter((date) => weekdayOf(date) === window.weekday)
    .some((date) => {
      const start = instantAt(date, minuteOfDay(window.opens), zone);
      const end =
        window.closes === '00:00'
          ? instantAt(addDays(date, 1), 0, zone)
          : instantAt(date, minuteOfDay(window.closes), zone);
      return overlaps({ start, end }, facts.slot);
    });
}
