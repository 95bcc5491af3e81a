import { useTranslation } from 'react-i18next';
import type { InstrumentRecord } from '../booking/bookable.ts';

/** The instrument's photos, and its documents as links; the place of a photo where there is none. */
export function Photos({ instrument }: { readonly instrument: InstrumentRecord }) {
  const { t } = useTranslation('instruments');
  const photos = instrument.attachments.filter(({ kind }) => kind === 'PHOTO');
  const documents = instrument.attachments.filter(({ kind }) => kind === 'DOCUMENT');
  if (photos.length + documents.length === 0) return null;
  return (
    <section className="sheet" aria-label={t('photos.title')}>
      <div className="photos">
        {photos.map(({ fileId, name, url }) => (
          <a key={fileId} href={url}>
            <img src={url} alt={t('photos.of', { name: instrument.name, file: name })} loading="lazy" />
          </a>
        ))}
      </div>
      {documents.length > 0 ? (
        <ul className="documents">
          {documents.map(({ fileId, name, url }) => (
            <li key={fileId}>
              <a href={url} download={name}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
