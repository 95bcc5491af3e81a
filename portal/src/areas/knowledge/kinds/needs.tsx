import { day, money } from '../../../parts/format.ts';
import {
  KnowledgeNeedDocument,
  type KnowledgeNeedQuery,
  KnowledgeNeedsDocument,
  type KnowledgeNeedsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { NeedSteps } from '../need-steps.tsx';
import { links, paragraph, tags, unitLink } from '../pieces.tsx';
import { PostNeedLink } from '../post-need-link.tsx';
import type { RecordSpec } from '../record-kind.ts';

type Node = KnowledgeNeedsQuery['technicalNeeds']['edges'][number]['node'];
type Record = NonNullable<KnowledgeNeedQuery['technicalNeed']>;

export const needList: ListKind<KnowledgeNeedsQuery, object, Node> = {
  kind: 'technicalNeed',
  searchKind: 'TECHNICAL_NEED',
  document: KnowledgeNeedsDocument,
  connectionOf: ({ technicalNeeds }) => technicalNeeds,
  choices: [{ name: 'status', values: ['OPEN', 'MATCHED', 'CLOSED'] }],
  texts: ['field', 'title'],
  ids: ['unitId'],
  actions: <PostNeedLink />,
  line: (need, { t, platformName, timeZone }) => ({
    label: t(`choice.status.${need.status}`),
    title: need.title,
    text: need.description,
    facts: [need.unit?.name, need.field, day(need.registeredAt, timeZone), platformName(need.home)],
    aside: need.budgetFen ? <strong>{money(need.budgetFen)}</strong> : t('fact.budgetOpen'),
  }),
};

export const needRecord: RecordSpec<KnowledgeNeedQuery, Record> = {
  kind: 'technicalNeed',
  list: '/needs',
  document: KnowledgeNeedDocument,
  recordOf: ({ technicalNeed }) => technicalNeed,
  title: ({ title }) => title,
  facts: (need, { t, timeZone }) => [
    { name: t('facet.status'), value: t(`choice.status.${need.status}`) },
    { name: t('fact.budget'), value: need.budgetFen ? money(need.budgetFen) : t('fact.budgetOpen') },
    { name: t('facet.field'), value: need.field },
    { name: t('fact.unit'), value: unitLink(need.unit) },
    { name: t('fact.registeredAt'), value: day(need.registeredAt, timeZone) },
  ],
  sections: (need, { t }) => [
    { title: t('fact.description'), body: paragraph(need.description) },
    { title: t('fact.keywords'), body: tags(need.keywords) },
    {
      title: t('fact.matchingExperts'),
      body: links(
        'expert',
        need.matchingExperts.map(({ expert }) => ({
          id: expert.id,
          text: expert.name,
          note: expert.professionalTitle,
        })),
      ),
    },
    {
      title: t('fact.matchingAchievements'),
      body: links(
        'achievement',
        need.matchingAchievements.map(({ achievement }) => ({ id: achievement.id, text: achievement.title })),
      ),
    },
  ],
  panel: (need) => (need.status === 'OPEN' ? <NeedSteps need={need} /> : null),
};
