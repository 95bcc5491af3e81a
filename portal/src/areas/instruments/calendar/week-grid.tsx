import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { day } from '../../../parts/format.ts';
import { clock } from '../../../parts/zone.ts';
import { includes } from './selection.ts';
import type { GridSelection } from './use-grid-selection.ts';
import type { Cell, Raster } from './week.ts';
import { clockRange } from './week.ts';

interface Props {
  readonly raster: Raster;
  readonly cells: readonly (readonly Cell[])[];
  readonly grid: GridSelection;
  readonly label: string;
  readonly today: string;
}

const HOUR = 60;

/** Days beside each other, times below each other: an ARIA grid whose fields are marked by mouse, finger or keyboard. */
export function WeekGrid({ raster, cells, grid, label, today }: Props) {
  return (
    <div className="week-frame">
      <table
        className="week-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA's data grid is a table whose cells take the keyboard
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-describedby="week-help"
        {...grid.listeners}
      >
        <Heading dates={raster.dates} today={today} />
        <tbody>
          {raster.rows.map((minutes, row) => (
            <tr key={minutes}>
              <th scope="row" className={minutes % HOUR === 0 ? 'week-time' : 'week-time week-time-minor'}>
                {clock(minutes)}
              </th>
              {cells.map((column) => {
                const cell = column[row];
                return cell ? (
                  <Field
                    key={cell.start}
                    cell={cell}
                    raster={raster}
                    isMarked={grid.selection !== null && includes(grid.selection, cell)}
                    isCurrent={grid.place.day === cell.day && grid.place.row === cell.row}
                  />
                ) : null;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ dates, today }: { readonly dates: readonly string[]; readonly today: string }) {
  const { t } = useTranslation('instruments');
  return (
    <thead>
      <tr>
        <th scope="col" className="week-corner">
          <span className="visually-hidden">{t('week.time')}</span>
        </th>
        {dates.map((date) => (
          <th
            key={date}
            scope="col"
            className={date === today ? 'week-day week-today' : 'week-day'}
            aria-current={date === today ? 'date' : undefined}
          >
            <span>{weekdayName(date, 'short')}</span>
            <strong>{Number(date.slice(8))}</strong>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface FieldProps {
  readonly cell: Cell;
  readonly raster: Raster;
  readonly isMarked: boolean;
  readonly isCurrent: boolean;
}

/** One stretch of one day. Drawn anew only when it changes: there are some hundreds, and dragging changes a few. */
const Field = memo(function Field({ cell, raster, isMarked, isCurrent }: FieldProps) {
  const { t } = useTranslation('instruments');
  const date = raster.dates[cell.day] ?? '';
  const name = t('week.field', {
    day: day(date, raster.zone),
    weekday: weekdayName(date, 'long'),
    time: clockRange(cell, raster.zone),
    state: t(`cell.${cell.state}`),
  });
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as the grid
      role="gridcell"
      data-day={cell.day}
      data-row={cell.row}
      data-state={cell.state}
      className={isMarked ? 'week-field week-marked' : 'week-field'}
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isMarked}
      aria-label={name}
    />
  );
});

/** `周一`, `Mon`. */
function weekdayName(date: string, style: 'short' | 'long'): string {
  const locale = currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
