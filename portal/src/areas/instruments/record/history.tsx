import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { instant } from '../../../parts/format.ts';
import { useSession } from '../../../session/use-session.ts';
import { InstrumentHistoryDocument } from '../generated.ts';
import { TOLD_FIELDS, valueText } from './change-text.ts';

const READERS = ['instruments:write', 'audit:read', 'platform:administer'];

/** Who changed what in the record; for those who keep it. */
export function History({ instrumentId, zone }: { readonly instrumentId: string; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const { scopes } = useSession();
  const isReader = READERS.some((scope) => scopes.includes(scope));
  const { data } = useRead(InstrumentHistoryDocument, { id: instrumentId }, { pause: !isReader });
  const changes = data?.instrument?.history.edges ?? [];
  if (changes.length === 0) return null;
  return (
    <section className="sheet instrument-history" aria-labelledby="history-title">
      <h2 id="history-title">{t('history.title')}</h2>
      <ol>
        {changes.map(({ node: { at, action, version, reason, fields } }) => (
          <li key={version}>
            <strong>{instant(at, zone)}</strong> {t(`history.${action}`, { defaultValue: t('history.other') })}
            {reason ? ` · ${reason}` : ''}
            <ul>
              {fields
                .filter(({ field }) => field in TOLD_FIELDS)
                .map(({ field, before, after }) => (
                  <li key={field}>
                    {t(`field.${TOLD_FIELDS[field]}`)} <del>{valueText(field, before)}</del> →{' '}
                    <ins>{valueText(field, after)}</ins>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
