import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Failed } from '../../parts/states.tsx';
import { Agreement } from './agreement.tsx';
import { JoinAgreementsDocument } from './generated.ts';
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
          <>
            <Link className="button" to="/register">
              {t('join.register')}
            </Link>
            <Link className="button button-plain" to="/join/apply">
              {t('join.applyUnit')}
            </Link>
          </>
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
