import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { money } from '../../../parts/format.ts';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { useFace } from '../../../shell/face.ts';
import type { InstrumentCardFragment } from '../generated.ts';
import { AverageStars } from '../ratings/stars.tsx';
import { StatusTag } from '../status-tag.tsx';
import type { Basket } from '../together/use-basket.ts';

interface Props {
  readonly rows: readonly InstrumentCardFragment[];
  readonly basket: Basket;
}

/** Instruments as cards with their photo. */
export function InstrumentCards({ rows, basket }: Props) {
  const { t } = useTranslation('instruments');
  return (
    <ul className="instrument-cards" aria-label={t('list.title')}>
      {rows.map((instrument) => (
        <li key={instrument.id}>
          <Card instrument={instrument} basket={basket} />
        </li>
      ))}
    </ul>
  );
}

function Card({ instrument, basket }: { readonly instrument: InstrumentCardFragment; readonly basket: Basket }) {
  const { t } = useTranslation('instruments');
  const { id: here } = useFace();
  const platformName = usePlatformName();
  const { id, name, nameEn, unit, district, location, status, home, originalValueFen, serviceModes } = instrument;
  const isEnglish = currentLanguage() === 'en';
  const shown = isEnglish ? (nameEn ?? name) : name;
  return (
    <article className="instrument-card">
      <Picture instrument={instrument} />
      <div className="instrument-card-body">
        <h2>
          <Link to={`/instruments/${encodeURIComponent(id)}`}>{shown}</Link>
        </h2>
        {isEnglish && nameEn ? <p lang="zh-CN">{name}</p> : null}
        <p>{isEnglish ? (unit.nameEn ?? unit.name) : unit.name}</p>
        <p>{location ?? district}</p>
        <AverageStars rating={instrument.rating} />
        <p className="instrument-tags">
          <StatusTag status={status} />
          {home === here ? null : <span className="tag">{platformName(home)}</span>}
          {serviceModes.map((mode) => (
            <span key={mode} className="tag">
              {t(`mode.${mode}`)}
            </span>
          ))}
        </p>
        <div className="instrument-card-foot">
          <span>{originalValueFen === null ? '' : t('list.value', { value: money(originalValueFen) })}</span>
          {home === here && serviceModes.includes('BOOKING') ? (
            <label className="check">
              <input type="checkbox" checked={basket.has(id)} onChange={() => basket.toggle({ id, name: shown })} />
              <span>
                {t('together.short')} <span className="visually-hidden">{shown}</span>
              </span>
            </label>
          ) : null}
        </div>
      </div>
    </article>
  );
}

function Picture({ instrument }: { readonly instrument: InstrumentCardFragment }) {
  const photo = instrument.attachments.find(({ kind }) => kind === 'PHOTO');
  if (photo) return <img className="instrument-picture" src={photo.url} alt="" loading="lazy" />;
  const group = instrument.category?.split('/').at(-1) ?? '';
  return (
    <div className="instrument-picture instrument-picture-none" aria-hidden="true">
      {group}
    </div>
  );
}
