import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { hours, instant, span as spanText } from '../../../parts/format.ts';
import type { Span } from '../calendar/week.ts';
import { remedyForAll } from './remedies.ts';
import type { Violation } from './types.ts';

type Say = TFunction<'instruments'>;
type Named<Type extends Violation['__typename']> = Extract<Violation, { __typename: Type }>;
type Advice = { readonly [Type in Violation['__typename']]: (broken: Named<Type>, t: Say, zone: string) => string };

const listed = (texts: readonly string[], t: Say): string => texts.join(t('refused.comma'));

/** What to change, for every rule that the graph knows. */
const ADVICE: Advice = {
  TooShort: ({ minimumMinutes }, t) => t('fix.TooShort', { time: hours(minimumMinutes) }),
  TooLong: ({ maximumMinutes }, t) => t('fix.TooLong', { time: hours(maximumMinutes) }),
  NotAligned: ({ granularityMinutes }, t) => t('fix.NotAligned', { time: hours(granularityMinutes) }),
  TooSoon: ({ earliestStart }, t, zone) => t('fix.TooSoon', { time: instant(earliestStart, zone) }),
  TooFarAhead: ({ latestStart }, t, zone) => t('fix.TooFarAhead', { time: instant(latestStart, zone) }),
  ClosedThen: ({ open }, t, zone) =>
    open.length === 0
      ? t('fix.closedAllDay')
      : t('fix.ClosedThen', {
          times: listed(
            open.map(({ start, end }) => spanText(start, end, zone)),
            t,
          ),
        }),
  OutOfService: ({ to }, t, zone) =>
    to === null ? t('fix.outOfServiceOpen') : t('fix.OutOfService', { time: instant(to, zone) }),
  TooManyOpenBookings: ({ maximum }, t) => t('fix.TooManyOpenBookings', { count: maximum }),
  UserClassNotAdmitted: ({ admitted }, t) =>
    t('fix.UserClassNotAdmitted', {
      classes: listed(
        admitted.map((one) => t(`frame:userClass.${one}`)),
        t,
      ),
    }),
  NotInOperation: (_, t) => t('fix.NotInOperation'),
  PriorityOfOthers: ({ releasedAt, classes }, t, zone) =>
    t('fix.PriorityOfOthers', {
      time: instant(releasedAt, zone),
      classes: listed(
        classes.map((one) => t(`frame:userClass.${one}`)),
        t,
      ),
    }),
  QuotaExceeded: ({ per, period, quotaMinutes, quotaBookings, usedMinutes, usedBookings }, t) =>
    t('fix.QuotaExceeded', {
      per: t(`quotaOwner.${per}`),
      period: t(`quotaPeriod.${period}`),
      used: quotaMinutes === null ? t('fix.times', { count: usedBookings }) : hours(usedMinutes),
      limit: quotaMinutes === null ? t('fix.times', { count: quotaBookings ?? 0 }) : hours(quotaMinutes),
    }),
  NotQualified: ({ qualification, level }, t) => t('fix.NotQualified', { code: qualification, level }),
  OperatorNeeded: (_, t) => t('fix.OperatorNeeded'),
  FormMissing: ({ form }, t) => t('fix.FormMissing', { form: t(`form.${form}`) }),
  TutorAuthorisationMissing: (_, t) => t('fix.TutorAuthorisationMissing'),
  Suspended: ({ until }, t, zone) => t('fix.Suspended', { time: instant(until, zone) }),
  NotShared: (_, t) => t('fix.NotShared'),
};

/** Every broken rule at once, each with what to change; where another time helps, one that keeps them all is one click away. */
export function ViolationList(props: {
  readonly violations: readonly Violation[];
  readonly wanted: Span;
  readonly zone: string;
  readonly onPick?: ((span: Span) => void) | undefined;
}) {
  const { t } = useTranslation('instruments');
  const { violations, wanted, zone, onPick } = props;
  const remedy = onPick ? remedyForAll(violations, wanted) : null;
  return (
    <>
      <ul className="violations">
        {violations.map((broken) => (
          <li key={`${broken.__typename} ${broken.message}`}>
            <strong>{broken.message}</strong>
            <span>{adviceFor(broken, t, zone)}</span>
          </li>
        ))}
      </ul>
      {remedy ? (
        <button type="button" className="button button-plain button-small" onClick={() => onPick?.(remedy)}>
          {t('refused.take', { time: spanText(remedy.start, remedy.end, zone) })}
        </button>
      ) : null}
    </>
  );
}

function adviceFor(broken: Violation, t: Say, zone: string): string {
  const advice = ADVICE[broken.__typename] as (broken: Violation, t: Say, zone: string) => string;
  return advice(broken, t, zone);
}
