import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { day } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Failed } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { JoinAgreementsDocument, type JoinAgreementsQuery } from './generated.ts';
import './join-page.css';

const STEPS = ['register', 'confirm', 'apply', 'share'] as const;
const WHO = ['firm', 'lab', 'person', 'expert'] as const;

/** How a firm, a lab or a person becomes part of the network, and what it gives and takes. */
export default function JoinPage() {
  const { t } = useTranslation('home');
  const { data, failure, refresh } = useRead(JoinAgreementsDocument, {});
  const [agreement] = data?.membershipAgreements ?? [];
  return (
    <>
      <PageTitle
        title={t('join.title')}
        lead={t('join.lead')}
        actions={
          <Link className="button" to="/register">
            {t('join.register')}
          </Link>
        }
      />
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step}>
            <h2>{t(`join.step.${step}.title`)}</h2>
            <p>{t(`join.step.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <section className="sheet" aria-labelledby="who-title">
        <h2 id="who-title">{t('join.whoTitle')}</h2>
        <dl className="who">
          {WHO.map((who) => (
            <div key={who}>
              <dt>{t(`join.who.${who}.title`)}</dt>
              <dd>{t(`join.who.${who}.text`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {agreement ? <Agreement agreement={agreement} /> : null}
    </>
  );
}

function Agreement({ agreement }: { readonly agreement: JoinAgreementsQuery['membershipAgreements'][number] }) {
  const { t } = useTranslation('home');
  const { timeZone } = useFace();
  return (
    <section className="sheet agreement" aria-labelledby="agreement-title">
      <h2 id="agreement-title">{agreement.title}</h2>
      <small>
        {t('join.version', { version: agreement.version, day: day(agreement.publishedAt, timeZone) })}
        {agreement.waiverPercent > 0 ? t('join.waiver', { percent: agreement.waiverPercent }) : ''}
      </small>
      <p>{agreement.text}</p>
      <Articles title={t('join.rights')} articles={agreement.rights} />
      <Articles title={t('join.duties')} articles={agreement.duties} />
    </section>
  );
}

function Articles({ title, articles }: { readonly title: string; readonly articles: readonly string[] }) {
  if (articles.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ol>
        {articles.map((article) => (
          <li key={article}>{article}</li>
        ))}
      </ol>
    </>
  );
}
