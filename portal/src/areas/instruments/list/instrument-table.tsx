import type { UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { money } from '../../../parts/format.ts';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { VirtualTable } from '../../../parts/virtual-table.tsx';
import type { InstrumentCardFragment } from '../generated.ts';
import { AverageStars } from '../ratings/stars.tsx';
import { StatusTag } from '../status-tag.tsx';

interface Props {
  readonly rows: readonly InstrumentCardFragment[];
  readonly loading: boolean;
  /** Reads on when the end comes into view. */
  readonly more: () => void;
}

/** So near the end that the next page should be read. */
const NEAR_END_PIXELS = 1200;

/** Instruments as a table that reads on while one scrolls; only rows in view are in the document. */
export function InstrumentTable({ rows, loading, more }: Props) {
  const { t } = useTranslation('instruments');
  const platformName = usePlatformName();
  const isEnglish = currentLanguage() === 'en';
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>): void => {
    const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
    if (left < NEAR_END_PIXELS) more();
  };
  return (
    <VirtualTable<InstrumentCardFragment>
      label={t('list.title')}
      rows={rows}
      rowKey="id"
      height={640}
      loading={loading && rows.length === 0}
      onScroll={onScroll}
      columns={[
        {
          title: t('about.name'),
          width: 280,
          render: (_, { id, name, nameEn }) => (
            <Link to={`/instruments/${encodeURIComponent(id)}`}>{isEnglish ? (nameEn ?? name) : name}</Link>
          ),
        },
        { title: t('about.model'), width: 150, dataIndex: 'model', ellipsis: true },
        { title: t('facet.category'), width: 220, dataIndex: 'category', ellipsis: true },
        {
          title: t('facet.unit'),
          width: 240,
          ellipsis: true,
          render: (_, { unit }) => (isEnglish ? (unit.nameEn ?? unit.name) : unit.name),
        },
        { title: t('facet.district'), width: 120, dataIndex: 'district' },
        { title: t('facet.status'), width: 110, render: (_, { status }) => <StatusTag status={status} /> },
        {
          title: t('about.value'),
          width: 150,
          align: 'right',
          render: (_, { originalValueFen }) => (originalValueFen === null ? '' : money(originalValueFen)),
        },
        { title: t('rating.title'), width: 190, render: (_, { rating }) => <AverageStars rating={rating} /> },
        { title: t('about.home'), width: 220, ellipsis: true, render: (_, { home }) => platformName(home) },
      ]}
    />
  );
}
