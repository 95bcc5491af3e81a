import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { money, span as spanText } from '../../../parts/format.ts';
import type { Span } from '../calendar/week.ts';
import { EquivalentInstrumentsDocument } from '../generated.ts';
import { ConflictList } from './conflict-list.tsx';
import type { BookingRefusal as Refused } from './types.ts';
import { ViolationList } from './violation-list.tsx';

interface Props {
  readonly refusal: Refused;
  readonly instrumentId: string;
  readonly wanted: Span;
  readonly zone: string;
  readonly onPick?: ((span: Span) => void) | undefined;
  /** Controls that help further, such as joining the waitlist. */
  readonly children?: ReactNode;
}

/** Why a time was not booked, with what to change: all of it at once, other times one click away. Takes the focus, so that it is read out. */
export function BookingRefusal({ refusal, instrumentId, wanted, zone, onPick, children }: Props) {
  const { t } = useTranslation('instruments');
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is read out
  useEffect(() => box.current?.focus(), [refusal]);
  return (
    <div ref={box} className="refusal" role="alert" tabIndex={-1}>
      <strong>{t(`refused.${refusal.__typename}`)}</strong>
      {refusal.__typename === 'RulesViolated' ? null : <p>{refusal.message}</p>}
      <Details refusal={refusal} wanted={wanted} zone={zone} onPick={onPick} />
      {refusal.__typename === 'SlotTaken' ? <Equivalents instrumentId={instrumentId} wanted={wanted} /> : null}
      {children}
    </div>
  );
}

type DetailsProps = Pick<Props, 'refusal' | 'wanted' | 'zone' | 'onPick'>;

function Details({ refusal, wanted, zone, onPick }: DetailsProps) {
  const { t } = useTranslation('instruments');
  switch (refusal.__typename) {
    case 'SlotTaken':
      return <Offers spans={refusal.nextFree} zone={zone} onPick={onPick} />;
    case 'RulesViolated':
      return <ViolationList violations={refusal.violations} wanted={wanted} zone={zone} onPick={onPick} />;
    case 'Conflicts':
      return <ConflictList conflicts={refusal.conflicts} zone={zone} />;
    case 'InvalidInput':
      return (
        <ul>
          {refusal.problems.map(({ field, message }) => (
            <li key={`${field} ${message}`}>{message}</li>
          ))}
        </ul>
      );
    case 'LimitExceeded':
      return (
        <p>
          {t('refused.limits', {
            limit: money(refusal.limitFen),
            used: money(refusal.usedFen),
            wanted: money(refusal.wantedFen),
          })}
        </p>
      );
    case 'PartnerUnavailable':
      return (
        <p>
          <Link to="/my/bookings">{t('refused.follow')}</Link>
        </p>
      );
    default:
      return null;
  }
}

function Offers({ spans, zone, onPick }: { readonly spans: readonly Span[] } & Pick<Props, 'zone' | 'onPick'>) {
  const { t } = useTranslation('instruments');
  if (spans.length === 0 || !onPick) return null;
  return (
    <fieldset className="offers">
      <legend>{t('refused.nextFree')}</legend>
      {spans.map((one) => (
        <button key={one.start} type="button" className="button button-plain button-small" onClick={() => onPick(one)}>
          {spanText(one.start, one.end, zone)}
        </button>
      ))}
    </fieldset>
  );
}

function Equivalents({ instrumentId, wanted }: { readonly instrumentId: string; readonly wanted: Span }) {
  const { t } = useTranslation('instruments');
  const slot = { start: wanted.start, end: wanted.end };
  const { data } = useRead(EquivalentInstrumentsDocument, { instrumentId, slot });
  const found = data?.equivalentInstruments ?? [];
  if (found.length === 0) return null;
  const times = new URLSearchParams(slot).toString();
  return (
    <div className="equivalents">
      <p>{t('refused.equivalents')}</p>
      <ul>
        {found.slice(0, 4).map(({ id, name, unit }) => (
          <li key={id}>
            <Link to={`/instruments/${encodeURIComponent(id)}?${times}`}>{name}</Link> · {unit.name}
          </li>
        ))}
      </ul>
    </div>
  );
}
