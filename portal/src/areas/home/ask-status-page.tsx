import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { Field } from '../../parts/field.tsx';
import { onSubmit, useFormValues } from '../../parts/form-values.ts';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { FactList } from '../../parts/record-page.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { InquiryStatusDocument, type InquiryStatusQuery } from './generated.ts';
import './join-page.css';

/** Where a question asked without an account stands: number and secret open it. */
export default function AskStatusPage() {
  const { t } = useTranslation('home');
  const given = new URLSearchParams(location.hash.slice(1));
  const { values, bind } = useFormValues({ number: given.get('number') ?? '', secret: given.get('secret') ?? '' });
  const [wanted, setWanted] = useState(values);
  const isAsked = wanted.number !== '' && wanted.secret !== '';
  const read = useRead(InquiryStatusDocument, wanted, { pause: !isAsked });
  const look = async (): Promise<void> => setWanted({ number: values.number.trim(), secret: values.secret.trim() });
  return (
    <div className="narrow">
      <PageTitle title={t('ask.statusTitle')} lead={t('ask.statusLead')} />
      <form className="sheet" onSubmit={onSubmit(look)}>
        <div className="form">
          <Field label={t('ask.number')} required>
            {(control) => <input {...control} {...bind('number')} required autoComplete="off" />}
          </Field>
          <Field label={t('ask.secret')} required>
            {(control) => <input {...control} {...bind('secret')} required autoComplete="off" />}
          </Field>
        </div>
        <div className="form-actions">
          <button type="submit" className="button">
            {t('ask.look')}
          </button>
        </div>
      </form>
      {read.loading ? <Loading /> : null}
      {read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : null}
      {read.data && isAsked && !read.data.inquiry ? (
        <Empty title={t('ask.notFound')} text={t('ask.notFoundText')} />
      ) : null}
      {read.data?.inquiry ? <Status inquiry={read.data.inquiry} /> : null}
    </div>
  );
}

function Status({ inquiry }: { readonly inquiry: NonNullable<InquiryStatusQuery['inquiry']> }) {
  const { t } = useTranslation('home');
  const { timeZone } = useFace();
  const { answer } = inquiry;
  return (
    <section className="sheet receipt agreement" aria-label={inquiry.title}>
      <h2>{inquiry.title}</h2>
      <FactList
        facts={[
          { name: t('ask.state'), value: t(`ask.states.${inquiry.state}`) },
          { name: t('ask.askedAt'), value: instant(inquiry.askedAt, timeZone) },
          { name: t('ask.answerBy'), value: answer ? null : instant(inquiry.answerBy, timeZone) },
          { name: t('ask.field.standard'), value: inquiry.standard },
          { name: t('ask.field.description'), value: inquiry.description },
        ]}
      />
      {answer ? (
        <>
          <h3>{t('ask.answer', { at: instant(answer.at, timeZone) })}</h3>
          <p>{answer.text}</p>
          <ul>
            {answer.testItems.map(({ id, name, unit }) => (
              <li key={id}>
                <Link to={recordAddress('testItem', id)}>
                  {name} · {unit.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
