import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ago, money } from '../../parts/format.ts';
import { Highlight } from '../../parts/highlight.tsx';
import { highlightParts } from '../../parts/highlight-parts.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { KIND_OF_SEARCH, recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import type { SearchNetworkQuery } from './generated.ts';
import { firmPrice, validCertificates } from './offer.ts';

type Hit = SearchNetworkQuery['search']['edges'][number]['node'];

/** Results below each other; of a test item its price, turnaround and certificates at once. */
export function Hits({ hits }: { readonly hits: readonly Hit[] }) {
  const { t } = useTranslation('home');
  const platformName = usePlatformName();
  const lines = hits.map((hit) => ({
    id: hit.record.id,
    to: recordAddress(KIND_OF_SEARCH[hit.kind], hit.record.id),
    label: t(`kind.${hit.kind}`),
    title: hit.title,
    text: isTold(hit) ? <Highlight text={hit.highlight} /> : hit.summary,
    facts: [
      isTold(hit) ? hit.summary : null,
      platformName(hit.home),
      hit.asOf ? t('search.asOf', { ago: ago(hit.asOf) }) : null,
    ],
    aside: <Aside record={hit.record} />,
  }));
  return <RecordList label={t('search.results')} lines={lines} />;
}

/** Kinds whose summary says it all; of the others the place that matched is shown. */
const BRIEF: ReadonlySet<string> = new Set(['TEST_ITEM', 'INSTRUMENT', 'UNIT']);
const isTold = (hit: Hit): boolean => {
  const found = highlightParts(hit.highlight).filter(({ marked }) => marked);
  return !BRIEF.has(hit.kind) && found.some(({ text }) => !hit.title.includes(text));
};

function Aside({ record }: { readonly record: Hit['record'] }): ReactNode {
  const { t } = useTranslation('home');
  if (record.__typename === 'Instrument')
    return <span className={`state state-${record.status}`}>{t(`frame:instrumentStatus.${record.status}`)}</span>;
  if (record.__typename !== 'TestItem') return null;
  const price = firmPrice(record);
  const certificates = validCertificates(record);
  return (
    <div className="hit-offer">
      <strong>{price === null ? t('offer.onRequest') : t('offer.from', { price: money(price) })}</strong>
      {record.turnaroundDays ? <span>{t('offer.days', { days: record.turnaroundDays })}</span> : null}
      {certificates.length > 0 ? <span>{[...new Set(certificates.map(({ kind }) => kind))].join(' · ')}</span> : null}
    </div>
  );
}
