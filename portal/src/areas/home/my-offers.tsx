import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { Failed, Loading } from '../../parts/states.tsx';
import { MyStandardOffersDocument } from './generated.ts';
import { MyOfferTable } from './my-offer-table.tsx';
import { NobodyOffers } from './nobody-offers.tsx';

const SORTS = ['PRICE', 'TURNAROUND', 'DISTANCE', 'RATING', 'CERTIFICATES'] as const;
type Sort = (typeof SORTS)[number];
const MOST_SAMPLES = 1000;

/** Who tests by a standard, for a user: what the user's firm would pay for so many samples, with time, certificates, rating and distance. */
export function MyOffers({ standard }: { readonly standard: string }) {
  const { t } = useTranslation('home');
  const [sort, setSort] = useState<Sort>('PRICE');
  const [samples, setSamples] = useState(1);
  const { data, failure, loading, refresh } = useRead(MyStandardOffersDocument, { standard, samples, sort });
  if (failure && data === undefined) return <Failed failure={failure} retry={refresh} />;
  if (loading || data === undefined) return <Loading />;
  const [first] = data.testOffers;
  if (first === undefined) return <NobodyOffers standard={standard} />;
  const found = first.standard;
  return (
    <section className="sheet offers" aria-labelledby="offers-title">
      <div className="offers-head">
        <h2 id="offers-title">{t('offer.title', { standard: found.standard?.number ?? standard })}</h2>
        <label>
          {t('offer.samples')}
          <input
            type="number"
            className="select offer-samples"
            min={1}
            max={MOST_SAMPLES}
            value={samples}
            onChange={(event) =>
              setSamples(Math.min(MOST_SAMPLES, Math.max(1, Math.trunc(Number(event.target.value)))))
            }
          />
        </label>
        <label>
          {t('offer.sort')}
          <select className="select" value={sort} onChange={(event) => setSort(event.target.value as Sort)}>
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {t(`offer.mySort.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {found.standard ? <p>{found.standard.title}</p> : null}
      {found.notice ? <p className="notice">{found.notice}</p> : null}
      <MyOfferTable offers={data.testOffers} />
      <p className="soft-note">{t('offer.myNote', { samples })}</p>
    </section>
  );
}
