import { Link } from 'react-router';
import { day } from '../../../parts/format.ts';
import {
  KnowledgeTrackingDocument,
  KnowledgeTrackingItemDocument,
  type KnowledgeTrackingItemQuery,
  type KnowledgeTrackingQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { paragraph, tags, unitLink } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';
import { TopicChoice } from '../topic-choice.tsx';

type Node = KnowledgeTrackingQuery['trackingItems']['edges'][number]['node'];
type Record = NonNullable<KnowledgeTrackingItemQuery['trackingItem']>;

export const trackingList: ListKind<KnowledgeTrackingQuery, object, Node> = {
  kind: 'trackingItem',
  searchKind: 'TRACKING_ITEM',
  document: KnowledgeTrackingDocument,
  connectionOf: ({ trackingItems }) => trackingItems,
  choices: [],
  texts: ['field', 'title'],
  ids: ['unitId', 'topicId'],
  actions: <TopicChoice />,
  line: (item, { platformName, timeZone }) => ({
    title: item.title,
    text: item.summary,
    facts: [
      item.publishedOn ? day(item.publishedOn, timeZone) : null,
      item.sourceName,
      item.field,
      platformName(item.home),
    ],
  }),
};

export const trackingRecord: RecordSpec<KnowledgeTrackingItemQuery, Record> = {
  kind: 'trackingItem',
  list: '/tracking',
  document: KnowledgeTrackingItemDocument,
  recordOf: ({ trackingItem }) => trackingItem,
  title: ({ title }) => title,
  facts: (item, { t, timeZone }) => [
    { name: t('fact.publishedOn'), value: item.publishedOn ? day(item.publishedOn, timeZone) : null },
    {
      name: t('fact.topic'),
      value: item.topic ? (
        <Link to={`/tracking?topicId=${encodeURIComponent(item.topic.id)}`}>{item.topic.title}</Link>
      ) : null,
    },
    { name: t('facet.field'), value: item.field },
    {
      name: t('fact.source'),
      value: item.sourceUrl ? (
        <a href={item.sourceUrl} rel="noreferrer">
          {item.sourceName ?? item.sourceUrl}
        </a>
      ) : (
        item.sourceName
      ),
    },
    { name: t('fact.unit'), value: unitLink(item.unit) },
  ],
  sections: (item, { t }) => [
    { title: t('fact.abstract'), body: paragraph(item.summary) },
    { title: t('fact.body'), body: paragraph(item.body) },
    { title: t('fact.keywords'), body: tags(item.keywords) },
  ],
};
