import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { money } from '../../../parts/format.ts';
import { useSession } from '../../../session/use-session.ts';
import type { InstrumentRecord } from '../booking/bookable.ts';
import { InstrumentForMeDocument, type UserClass } from '../generated.ts';

const CLASSES: readonly UserClass[] = ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'];
const HOUR_MS = 60 * 60 * 1000;

/** List prices by class of user, and what an hour costs the user after waivers. */
export function Tariffs({ instrument }: { readonly instrument: InstrumentRecord }) {
  const { t } = useTranslation('instruments');
  const { tariffs } = instrument;
  const components = [...new Set(tariffs.map(({ component }) => component))];
  const classes = CLASSES.filter((userClass) => tariffs.some((row) => row.userClass === userClass));
  const price = (component: string, userClass: string): string => {
    const row = tariffs.find((one) => one.component === component && one.userClass === userClass);
    return row ? money(row.amountFen) : t('tariff.asOther');
  };
  return (
    <section className="sheet" aria-labelledby="tariff-title">
      <h2 id="tariff-title">{t('tariff.title')}</h2>
      {tariffs.length === 0 ? (
        <p>{instrument.bookingPolicy ? t('tariff.none') : t('tariff.elsewhere')}</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('tariff.class')}</th>
              {components.map((component) => (
                <th key={component} scope="col">
                  {t(`frame:component.${component}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((userClass) => (
              <tr key={userClass}>
                <th scope="row">{t(`frame:userClass.${userClass}`)}</th>
                {components.map((component) => (
                  <td key={component}>{price(component, userClass)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {instrument.bookingPolicy ? <OwnPrice instrumentId={instrument.id} /> : null}
    </section>
  );
}

function OwnPrice({ instrumentId }: { readonly instrumentId: string }) {
  const { t } = useTranslation('instruments');
  const { user } = useSession();
  const hour = useNextHour();
  const variables = { id: instrumentId, accountId: user?.id ?? '', hour };
  const { data } = useRead(InstrumentForMeDocument, variables, { pause: user === null });
  const price = data?.instrument?.bookingPrice;
  const userClass = data?.instrument?.userClass;
  if (!price || !userClass) return null;
  return (
    <p className="own-price">
      {t('tariff.yours', { class: t(`frame:userClass.${userClass}`), price: money(price.netFen) })}
      {price.waiverFen > 0
        ? t('tariff.waived', { waiver: money(price.waiverFen), name: price.agreement?.name ?? t('quote.waiver') })
        : ''}
    </p>
  );
}

/** An hour for which to ask the price: the next full one. */
export function useNextHour(): { readonly start: string; readonly end: string } {
  const [hour] = useState(() => {
    const start = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
    return { start: new Date(start).toISOString(), end: new Date(start + HOUR_MS).toISOString() };
  });
  return hour;
}
