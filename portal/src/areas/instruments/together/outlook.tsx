import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { addDays, instantOf } from '../../../parts/zone.ts';
import { clockRange, type Span } from '../calendar/week.ts';
import { SetAvailabilityDocument } from '../generated.ts';
import { commonFree, isFreeIn } from './common-free.ts';
import type { Picked } from './use-basket.ts';

/** Which of the instruments are free then, and when all of them are that day. */
export function Outlook(props: {
  readonly picked: readonly Picked[];
  readonly date: string;
  readonly slot: Span | null;
  readonly zone: string;
  readonly onPick: (span: Span) => void;
}) {
  const { t } = useTranslation('instruments');
  const { picked, date, slot, zone, onPick } = props;
  const isDay = date !== '';
  const day = isDay ? date : '2000-01-01';
  const ids = picked.map(({ id }) => id);
  const from = instantOf({ date: day, minutes: 0 }, zone);
  const to = instantOf({ date: addDays(day, 1), minutes: 0 }, zone);
  const { data } = useRead(SetAvailabilityDocument, { ids, from, to }, { pause: !isDay });
  const known = new Map((data?.availabilities ?? []).map((one) => [one.instrumentId, one.free]));
  const together = commonFree(ids.map((id) => known.get(id) ?? []));
  return (
    <>
      <ul className="own-bookings" aria-label={t('together.outlook')}>
        {picked.map(({ id, name }) => {
          const isFree = slot !== null && isFreeIn(known.get(id) ?? [], slot);
          return (
            <li key={id}>
              <Link to={`/instruments/${encodeURIComponent(id)}`}>{name}</Link>
              <span className={isFree ? 'tag status-available' : 'tag status-down'}>
                {isFree ? t('cell.free') : t('together.taken')}
              </span>
            </li>
          );
        })}
      </ul>
      <fieldset className="offers">
        <legend>{t('together.common')}</legend>
        {together.length === 0 ? <span>{t('together.noCommon')}</span> : null}
        {together.map((span) => (
          <button
            key={span.start}
            type="button"
            className="button button-plain button-small"
            onClick={() => onPick(span)}
          >
            {clockRange(span, zone)}
          </button>
        ))}
      </fieldset>
    </>
  );
}
