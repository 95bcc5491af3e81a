import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { count } from '../../parts/format.ts';
import { countPlan } from './count-plan.ts';
import { addressOf, type Search } from './pages.ts';

/** How many results a kept search has now, leading to them. */
export function ResultCount({ search }: { readonly search: Search & { readonly name: string } }) {
  const { t } = useTranslation('searches');
  const { document, variables, read } = useMemo(() => countPlan(search), [search]);
  const { data, failure } = useRead(document, variables);
  if (data === undefined && failure === undefined) return <span className="search-count-waits">…</span>;
  const found = data === undefined ? null : read(data);
  const number = found === null ? null : count(found.count);
  const text =
    number === null ? t('page.show') : found?.isMore ? t('page.more', { number }) : t('page.found', { number });
  return (
    <Link to={addressOf(search)} aria-label={t('page.resultsOf', { text, name: search.name })}>
      {text}
    </Link>
  );
}
