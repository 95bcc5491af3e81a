import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { SampleByCodeDocument } from './generated.ts';
import { MoveSample } from './move-sample.tsx';
import './testing.css';

/** A sample is found by the code on its label (a scanner types it), moved, and its chain of custody shown. */
export default function SamplesPage() {
  const { t } = useTranslation('testing');
  const [text, setText] = useState('');
  const [code, setCode] = useState('');
  const find = (event: FormEvent): void => {
    event.preventDefault();
    setCode(text.trim());
    setText('');
  };
  return (
    <>
      <PageTitle title={t('samples.title')} lead={t('samples.lead')} />
      <search>
        <form className="service-filter" onSubmit={find}>
          <label htmlFor="code">{t('sample.code')}</label>
          <input
            id="code"
            className="text-input"
            autoComplete="off"
            required
            maxLength={60}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button">
            {t('samples.find')}
          </button>
        </form>
      </search>
      {code === '' ? null : <Found key={code} code={code} />}
    </>
  );
}

function Found({ code }: { readonly code: string }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const { data, loading, failure, refresh } = useRead(SampleByCodeDocument, { code });
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const sample = data?.sample;
  if (!sample) return <Empty title={t('samples.unknown', { code })} />;
  return (
    <section className="sheet" aria-label={sample.code}>
      <h2>
        {sample.code} {sample.name}
      </h2>
      <p>
        {tr(`sampleState.${sample.state}`)} ·{' '}
        <Link to={`/lab/tests/${encodeURIComponent(sample.testRequest.id)}`}>{sample.testRequest.title}</Link>
      </p>
      <MoveSample sample={sample} onDone={refresh} />
      <h3>{t('samples.custody')}</h3>
      <ol>
        {sample.custody.map(({ state, at, place, condition, note }) => (
          <li key={`${state} ${at}`}>
            {instant(at, timeZone)} · {tr(`sampleState.${state}`)}{' '}
            {[place, condition ? t(`condition.${condition}`) : null, note].filter(Boolean).join(' · ')}
          </li>
        ))}
      </ol>
    </section>
  );
}
