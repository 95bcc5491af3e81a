import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { FactList } from '../../parts/record-page.tsx';
import { useFace } from '../../shell/face.ts';

/** The question has arrived: its number, and the secret without which nobody else can read the answer. */
export function AskReceipt(props: {
  readonly asked: {
    readonly secret: string;
    readonly inquiry: { readonly number: string; readonly answerBy: string };
  };
}) {
  const { t } = useTranslation('home');
  const { timeZone } = useFace();
  const { secret, inquiry } = props.asked;
  // The secret stands behind #: it reaches neither servers nor their logs.
  const address = `/ask/status#${new URLSearchParams({ number: inquiry.number, secret })}`;
  return (
    <div className="narrow">
      <PageTitle title={t('ask.received')} lead={t('ask.receivedLead', { at: instant(inquiry.answerBy, timeZone) })} />
      <section className="sheet receipt">
        <FactList
          facts={[
            { name: t('ask.number'), value: <code>{inquiry.number}</code> },
            { name: t('ask.secret'), value: <code>{secret}</code> },
          ]}
        />
        <p>{t('ask.keep')}</p>
        <div className="form-actions no-print">
          <Link className="button" to={address}>
            {t('ask.toStatus')}
          </Link>
          <button type="button" className="button button-plain" onClick={() => print()}>
            {t('ask.print')}
          </button>
        </div>
      </section>
    </div>
  );
}
