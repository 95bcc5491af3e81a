import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { KnowledgeTopicsDocument } from './generated.ts';

/** Narrows the tracking items to one topic of the platform. */
export function TopicChoice() {
  const { t } = useTranslation('knowledge');
  const { data } = useRead(KnowledgeTopicsDocument, {});
  const [parameters, setParameters] = useSearchParams();
  const topics = data?.topics ?? [];
  if (topics.length === 0) return null;
  const choose = (topic: string): void => {
    const next = new URLSearchParams(parameters);
    if (topic === '') next.delete('topicId');
    else next.set('topicId', topic);
    setParameters(next, { replace: true });
  };
  return (
    <label className="filter">
      {t('fact.topic')}
      <select
        className="select"
        value={parameters.get('topicId') ?? ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t('filter.any')}</option>
        {topics.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
