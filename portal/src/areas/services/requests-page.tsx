import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { day, money } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Paged } from '../../parts/paged.tsx';
import { RecordList } from '../../parts/record-list.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { MyRequestsDocument, type MyRequestsQuery } from './generated.ts';
import { toneOf } from './tones.ts';

const connectionOf = (data: MyRequestsQuery) => data.myTestRequests;

/** The user's test requests, newest first, each with where it stands. */
export default function RequestsPage() {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const pages = usePages(MyRequestsDocument, { first: 30 }, connectionOf);
  return (
    <>
      <PageTitle
        title={t('requests.title')}
        lead={t('requests.lead')}
        actions={
          <Link className="button" to="/requests/new">
            {t('item.request')}
          </Link>
        }
      />
      <Paged
        pages={pages}
        empty={
          <Empty title={t('requests.empty')} text={t('requests.emptyText')}>
            <Link className="button" to="/test-items">
              {t('requests.find')}
            </Link>
          </Empty>
        }
      >
        <RecordList
          label={t('requests.title')}
          lines={pages.nodes.map((request) => ({
            id: request.id,
            to: `/requests/${encodeURIComponent(request.id)}`,
            title: request.title,
            facts: [
              t('requests.asked', { on: day(request.requestedAt, timeZone) }),
              request.takenBy?.name,
              request.onHold ? t(`hold.${request.onHold.reason}`) : null,
              request.deadlines.reportBy
                ? t('requests.reportBy', { on: day(request.deadlines.reportBy, timeZone) })
                : null,
            ],
            aside: (
              <>
                <StateTag tone={request.late ? 'bad' : toneOf(request.state)}>
                  {request.late ? t('requests.late') : t(`state.${request.state}`)}
                </StateTag>
                {request.price ? <span>{money(request.price.netFen)}</span> : null}
              </>
            ),
          }))}
        />
      </Paged>
    </>
  );
}
