import { useTranslation } from 'react-i18next';
import { day } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { JoinAgreementsQuery } from './generated.ts';

/** The membership agreement (共享协议) in force, with what members may and must do. */
export function Agreement({ agreement }: { readonly agreement: JoinAgreementsQuery['membershipAgreements'][number] }) {
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
