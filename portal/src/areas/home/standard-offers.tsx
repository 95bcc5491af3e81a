import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { money } from '../../parts/format.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { usePlatformName } from '../../parts/platform-name.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { StandardOffersDocument, type StandardOffersQuery } from './generated.ts';
import { MyOffers } from './my-offers.tsx';
import { NobodyOffers } from './nobody-offers.tsx';
import { firmPrice, inOrder, type Offer, type OfferOrder, validCertificates } from './offer.ts';

const PAGE = 50;
/** Rows before the rest is asked for: the other results stand below. */
const SHOWN = 10;
const ORDERS: readonly OfferOrder[] = ['price', 'turnaround', 'name'];
const connectionOf = (data: StandardOffersQuery) => data.testItems;

/** Who tests by a standard, side by side over the network: at list prices for visitors, at their own for users. */
export function StandardOffers({ standard }: { readonly standard: string }) {
  const { user } = useSession();
  return user === null ? <ListOffers standard={standard} /> : <MyOffers standard={standard} />;
}

function ListOffers({ standard }: { readonly standard: string }) {
  const { t } = useTranslation('home');
  const [order, setOrder] = useState<OfferOrder>('price');
  const [isWhole, setWhole] = useState(false);
  const pages = usePages(StandardOffersDocument, { standard, first: PAGE }, connectionOf);
  if (pages.failure) return <Failed failure={pages.failure} retry={pages.refresh} />;
  if (pages.loading) return <Loading />;
  if (pages.nodes.length === 0) return <NobodyOffers standard={standard} />;
  const match = pages.first?.testItems.standard;
  return (
    <section className="sheet offers" aria-labelledby="offers-title">
      <div className="offers-head">
        <h2 id="offers-title">{t('offer.title', { standard: match?.standard?.number ?? standard })}</h2>
        <label>
          {t('offer.sort')}
          <select className="select" value={order} onChange={(event) => setOrder(event.target.value as OfferOrder)}>
            {ORDERS.map((one) => (
              <option key={one} value={one}>
                {t(`offer.order.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {match?.standard ? <p>{match.standard.title}</p> : null}
      {match?.notice ? <p className="notice">{match.notice}</p> : null}
      <OfferTable offers={inOrder(pages.nodes, order).slice(0, isWhole ? undefined : SHOWN)} standard={standard} />
      {isWhole || pages.nodes.length <= SHOWN ? (
        <MoreButton pages={pages} />
      ) : (
        <p className="more no-print">
          <button type="button" className="button button-plain" onClick={() => setWhole(true)}>
            {t('offer.showAll', { total: pages.nodes.length })}
          </button>
        </p>
      )}
      <p className="soft-note">{t('offer.note')}</p>
    </section>
  );
}

function OfferTable({ offers, standard }: { readonly offers: readonly Offer[]; readonly standard: string }) {
  const { t } = useTranslation('home');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t('offer.table')}>
      <table className="offer-table">
        <thead>
          <tr>
            {(['unit', 'price', 'turnaround', 'certificates', 'ask'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`offer.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {offers.map((offer) => (
            <OfferRow key={offer.id} offer={offer} standard={standard} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OfferRow({ offer, standard }: { readonly offer: Offer; readonly standard: string }) {
  const { t } = useTranslation('home');
  const platformName = usePlatformName();
  const price = firmPrice(offer);
  const certificates = validCertificates(offer);
  const question = new URLSearchParams({ standard, item: offer.id });
  return (
    <tr>
      <th scope="row">
        <Link to={recordAddress('testItem', offer.id)}>{offer.unit.name}</Link>
        <small>
          {offer.name} · {platformName(offer.home)}
        </small>
      </th>
      <td>{price === null ? t('offer.onRequest') : money(price)}</td>
      <td>{offer.turnaroundDays ? t('offer.days', { days: offer.turnaroundDays }) : t('offer.unknown')}</td>
      <td>
        {certificates.length === 0
          ? t('offer.noCertificate')
          : certificates.map(({ kind, number }) => (
              <span key={`${kind} ${number}`} className="tag" title={number}>
                {kind}
              </span>
            ))}
      </td>
      <td>
        <Link to={`/ask?${question}`} aria-label={t('offer.askUnit', { unit: offer.unit.name })}>
          {t('offer.askShort')}
        </Link>
      </td>
    </tr>
  );
}
