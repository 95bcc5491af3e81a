import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { money } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { recordAddress } from '../../parts/record-address.ts';
import type { MyStandardOffersQuery } from './generated.ts';

type Offer = MyStandardOffersQuery['testOffers'][number];

const COLUMNS = ['unit', 'payable', 'turnaround', 'certificates', 'rating', 'distance', 'request'] as const;
/** Rows before the rest is asked for: the other results stand below. */
const SHOWN = 10;
const HUNDREDTHS = 100;
const METRES_IN_KM = 1000;

/** Offers side by side, as the platform ordered them. */
export function MyOfferTable({ offers }: { readonly offers: readonly Offer[] }) {
  const { t } = useTranslation('home');
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label={t('offer.table')}>
        <table className="offer-table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`offer.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {offers.slice(0, isWhole ? undefined : SHOWN).map((offer) => (
              <OfferRow key={offer.testItem.id} offer={offer} />
            ))}
          </tbody>
        </table>
      </section>
      {isWhole || offers.length <= SHOWN ? null : (
        <p className="more no-print">
          <button type="button" className="button button-plain" onClick={() => setWhole(true)}>
            {t('offer.showAll', { total: offers.length })}
          </button>
        </p>
      )}
    </>
  );
}

function OfferRow({ offer }: { readonly offer: Offer }) {
  const { t } = useTranslation('home');
  const platformName = usePlatformName();
  const { testItem } = offer;
  return (
    <tr>
      <th scope="row">
        <Link to={recordAddress('testItem', testItem.id)}>{testItem.unit.name}</Link>
        <small>
          {testItem.name} · {platformName(testItem.home)}
        </small>
      </th>
      <td>
        <Price offer={offer} />
      </td>
      <td>{offer.turnaroundDays ? t('offer.days', { days: offer.turnaroundDays }) : t('offer.unknown')}</td>
      <td>
        {offer.certificates.length === 0
          ? t('offer.noCertificate')
          : offer.certificates.map(({ kind, number }) => (
              <span key={`${kind} ${number}`} className="tag" title={number}>
                {kind}
              </span>
            ))}
      </td>
      <td>
        {offer.ratingHundredths
          ? t('offer.rating', { average: (offer.ratingHundredths / HUNDREDTHS).toFixed(1), total: offer.ratings })
          : t('offer.unrated')}
      </td>
      <td>
        {typeof offer.distanceMetres === 'number'
          ? t('offer.km', { km: Math.round(offer.distanceMetres / METRES_IN_KM) })
          : t('offer.unknown')}
      </td>
      <td>
        <Link
          to={`/requests/new?${new URLSearchParams({ item: testItem.id })}`}
          aria-label={t('offer.requestFrom', { unit: testItem.unit.name })}
        >
          {t('offer.request')}
        </Link>
      </td>
    </tr>
  );
}

function Price({ offer }: { readonly offer: Offer }) {
  const { t } = useTranslation('home');
  const { payableFen, price } = offer;
  if (typeof payableFen !== 'number') return t(`offer.source.${offer.priceSource}`);
  return (
    <>
      <strong>{money(payableFen)}</strong>
      {price && price.listFen !== payableFen ? (
        <small className="offer-list-price">{t('offer.list', { price: money(price.listFen) })}</small>
      ) : null}
    </>
  );
}
