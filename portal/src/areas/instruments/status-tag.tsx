import '../../parts/record-list.css';
import { useTranslation } from 'react-i18next';
import type { InstrumentStatus } from './generated.ts';

/** Where an instrument stands, in a word; the colour only repeats it. */
export function StatusTag({ status }: { readonly status: InstrumentStatus }) {
  const { t } = useTranslation('instruments');
  return <span className={`tag status status-${status.toLowerCase()}`}>{t(`frame:instrumentStatus.${status}`)}</span>;
}
