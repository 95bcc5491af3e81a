import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import { instant } from '../../parts/format.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { KnowledgeMyDeliveriesDocument, type KnowledgeMyDeliveriesQuery } from './generated.ts';
import { useTools } from './tools.ts';

const PAGE = 20;
const connectionOf = (data: KnowledgeMyDeliveriesQuery) => data.myDeliveries;

/** Copies that the user asked for, latest first; a delivered one is fetched from here. */
export function MyDeliveries() {
  const { t } = useTranslation('knowledge');
  const { platformName, timeZone } = useTools();
  const pages = usePages(KnowledgeMyDeliveriesDocument, { first: PAGE }, connectionOf);
  if (pages.failure) return <Failed failure={pages.failure} retry={pages.refresh} />;
  if (pages.loading) return <Loading />;
  if (pages.nodes.length === 0) return <Empty title={t('mine.noDelivery')} text={t('mine.noDeliveryText')} />;
  return (
    <>
      <RecordList
        level={3}
        label={t('mine.deliveries')}
        lines={pages.nodes.map((delivery) => ({
          id: delivery.id,
          to: delivery.document ? recordAddress('document', delivery.document.id) : '/literature',
          label: t(`mine.delivery.${delivery.status}`),
          title: delivery.document?.title ?? delivery.citation,
          text: delivery.reason,
          facts: [instant(delivery.requestedAt, timeZone), platformName(delivery.home)],
          aside: delivery.fileUrl ? (
            <a className="button button-small" href={delivery.fileUrl} download>
              {t('mine.download')}
            </a>
          ) : null,
        }))}
      />
      <MoreButton pages={pages} />
    </>
  );
}
