import { useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { day } from '../../../parts/format.ts';
import { Failed, Loading } from '../../../parts/states.tsx';
import { ExactTime } from './exact-time.tsx';
import { OwnBookings } from './own-bookings.tsx';
import { atLeast, type Selection, spanOf } from './selection.ts';
import { useDays } from './use-days.ts';
import { useGridSelection } from './use-grid-selection.ts';
import { useWeek, type Week } from './use-week.ts';
import { clockRange, nextFree, type Span, type WeekRules } from './week.ts';
import './week.css';
import { addDays, todayIn } from '../../../parts/zone.ts';
import { WeekGrid } from './week-grid.tsx';

interface Props {
  readonly instrumentId: string;
  readonly zone: string;
  /** Null for another platform's instrument, whose rules its home platform applies. */
  readonly rules: (WeekRules & { readonly minimumMinutes: number }) | null;
  readonly pause: boolean;
  readonly firstDate?: string | undefined;
  /** Grows when the calendar changed otherwise than by time. */
  readonly revision: number;
  readonly onChoose: (span: Span) => void;
}

const LEAST_MINUTES = 30;
const OFFERED = 4;

/** The week of an instrument, live, on which one marks the time to book. */
export function WeekCalendar({ instrumentId, zone, rules, pause, firstDate, revision, onChoose }: Props) {
  const { t } = useTranslation('instruments');
  const days = useDays();
  const today = todayIn(zone, new Date());
  const [date, setDate] = useState(firstDate ?? today);
  const week = useWeek({ instrumentId, date, days, zone, rules, pause });
  const { raster, cells, refresh } = week;
  const minimum = rules?.minimumMinutes ?? LEAST_MINUTES;
  const show = (first: string): void => {
    grid.clear();
    setDate(first);
  };
  const turn = (direction: number): void => show(addDays(date, direction * days));
  const choose = (selection: Selection): void => {
    const span = spanOf(selection, cells);
    if (span) onChoose(atLeast(span, minimum));
  };
  const grid = useGridSelection({
    size: { days, rows: raster.rows.length },
    onChoose: choose,
    onTurn: turn,
  });
  const { clear } = grid;
  useEffect(() => {
    if (revision === 0) return;
    clear();
    refresh();
  }, [revision, clear, refresh]);
  const marked = grid.selection ? spanOf(grid.selection, cells) : null;
  const title = t('week.title', { from: day(date, zone), to: day(addDays(date, days - 1), zone) });
  return (
    <div className="week">
      <Bar title={title} zone={zone} onTurn={turn} onToday={() => show(today)} />
      <p id="week-help" className="week-help">
        {t('week.help')}
      </p>
      {week.failure ? <Failed failure={week.failure} retry={week.refresh} /> : null}
      {week.loading ? <Loading /> : null}
      {week.failure || week.loading ? null : (
        <>
          <WeekGrid raster={raster} cells={cells} grid={grid} label={title} today={today} />
          <Legend />
          <p className="visually-hidden" aria-live="polite">
            {marked ? t('week.marked', { time: clockRange(marked, zone) }) : ''}
          </p>
        </>
      )}
      <div className="week-below">
        <ExactTime zone={zone} today={today} minimumMinutes={minimum} onChoose={onChoose} />
        <NextFree week={week} zone={zone} minutes={Math.max(minimum, 60)} onChoose={onChoose} />
        <OwnBookings bookings={week.mine} zone={zone} />
      </div>
    </div>
  );
}

function Bar(props: {
  readonly title: string;
  readonly zone: string;
  readonly onTurn: (direction: -1 | 1) => void;
  readonly onToday: () => void;
}) {
  const { t } = useTranslation('instruments');
  return (
    <div className="week-bar">
      <div className="week-turn">
        <button type="button" className="button button-plain button-small" onClick={() => props.onTurn(-1)}>
          <span aria-hidden="true">‹ </span>
          {t('week.earlier')}
        </button>
        <button type="button" className="button button-plain button-small" onClick={props.onToday}>
          {t('week.today')}
        </button>
        <button type="button" className="button button-plain button-small" onClick={() => props.onTurn(1)}>
          {t('week.later')}
          <span aria-hidden="true"> ›</span>
        </button>
      </div>
      <strong aria-live="polite">{props.title}</strong>
      <span className="week-zone">{t('week.zone', { zone: props.zone })}</span>
    </div>
  );
}

const LEGEND = ['free', 'busy', 'closed', 'mine'] as const;

function Legend() {
  const { t } = useTranslation('instruments');
  return (
    <ul className="week-legend" aria-label={t('week.legend')}>
      {LEGEND.map((state) => (
        <li key={state}>
          <span className="week-field" data-state={state} aria-hidden="true" />
          {t(`cell.${state}`)}
        </li>
      ))}
    </ul>
  );
}

function NextFree(props: {
  readonly week: Week;
  readonly zone: string;
  readonly minutes: number;
  readonly onChoose: (span: Span) => void;
}) {
  const { t } = useTranslation('instruments');
  const heading = useId();
  const { week, zone, minutes } = props;
  const step = week.raster.rowMinutes;
  const spans = useMemo(
    () => nextFree(week.free, { minutes, step, count: OFFERED }, new Date()),
    [week.free, minutes, step],
  );
  if (spans.length === 0) return null;
  return (
    <section className="week-next" aria-labelledby={heading}>
      <h3 id={heading}>{t('week.nextFree')}</h3>
      <div className="week-chips">
        {spans.map((span) => (
          <button
            key={span.start}
            type="button"
            className="button button-plain button-small"
            onClick={() => props.onChoose(span)}
          >
            {day(span.start, zone)} {clockRange(span, zone)}
          </button>
        ))}
      </div>
    </section>
  );
}
