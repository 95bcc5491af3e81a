import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { instant } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import { MyNoticesDocument } from '../generated.ts';
import '../my.css';
import { noticeAddress, withoutId } from './notice-address.ts';

/** What the platform told the user, newest first. */
export default function NoticesPage() {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const { data, loading, failure, refresh } = useRead(MyNoticesDocument, {});
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  const notices = data?.myNotices ?? [];
  return (
    <>
      <PageTitle title={t('notices.title')} lead={t('notices.lead')} />
      {notices.length === 0 ? <Empty title={t('notices.none')} /> : null}
      <div className="sheets">
        {notices.map(({ id, at, subject, text, about }) => {
          const address = noticeAddress(about);
          return (
            <article key={id} className="sheet notice-sheet">
              <h2>{subject}</h2>
              <p>{withoutId(text, about)}</p>
              <footer>
                <time dateTime={at}>{instant(at, timeZone)}</time>
                {address ? <Link to={address}>{t('notices.show')}</Link> : null}
              </footer>
            </article>
          );
        })}
      </div>
    </>
  );
}
