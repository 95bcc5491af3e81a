import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { money } from '../../../parts/format.ts';
import type { Span } from '../calendar/week.ts';
import { BookingQuoteDocument } from '../generated.ts';
import type { Bookable } from './bookable.ts';

/** What the time would cost the user, after waivers. */
export function PriceQuote(props: {
  readonly instrument: Bookable;
  readonly slot: Span | null;
  readonly operator: boolean;
}) {
  const { t } = useTranslation('instruments');
  const { instrument, slot, operator } = props;
  const isElsewhere = instrument.rules === null;
  const variables = { id: instrument.id, slot: slot ?? { start: '', end: '' }, operator };
  const { data, loading } = useRead(BookingQuoteDocument, variables, { pause: slot === null || isElsewhere });
  const price = data?.instrument?.bookingPrice;
  if (isElsewhere) return <p className="quote">{t('quote.elsewhere')}</p>;
  if (slot === null || loading) return <p className="quote">{t('quote.wait')}</p>;
  if (!price) return <p className="quote">{t('quote.none')}</p>;
  return (
    <dl className="quote">
      <div>
        <dt>{t('quote.list')}</dt>
        <dd>{money(price.listFen)}</dd>
      </div>
      {price.waiverFen > 0 ? (
        <div>
          <dt>{price.agreement ? t('quote.waiverBy', { name: price.agreement.name }) : t('quote.waiver')}</dt>
          <dd>{money(-price.waiverFen)}</dd>
        </div>
      ) : null}
      <div className="quote-net">
        <dt>{t('quote.net')}</dt>
        <dd>{money(price.netFen)}</dd>
      </div>
    </dl>
  );
}
