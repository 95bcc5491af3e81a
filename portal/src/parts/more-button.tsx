import { useTranslation } from 'react-i18next';

/** Appends the next page of a list; nothing when there is none. */
export function MoreButton(props: {
  readonly pages: { readonly hasMore: boolean; readonly loadingMore: boolean; more(): void };
}) {
  const { t } = useTranslation('frame');
  const { hasMore, loadingMore, more } = props.pages;
  if (!hasMore) return null;
  return (
    <p className="more no-print">
      <button type="button" className="button button-plain" disabled={loadingMore} onClick={more}>
        {loadingMore ? t('state.loading') : t('state.more')}
      </button>
    </p>
  );
}
