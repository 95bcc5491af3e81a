import {
  KnowledgeExpertDocument,
  type KnowledgeExpertQuery,
  KnowledgeExpertsDocument,
  type KnowledgeExpertsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { links, paragraph, tags, unitLink } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';
import { RequestExpert } from '../request-expert.tsx';

type Node = KnowledgeExpertsQuery['experts']['edges'][number]['node'];
type Record = NonNullable<KnowledgeExpertQuery['expert']>;

export const expertList: ListKind<KnowledgeExpertsQuery, object, Node> = {
  kind: 'expert',
  searchKind: 'EXPERT',
  document: KnowledgeExpertsDocument,
  connectionOf: ({ experts }) => experts,
  choices: [{ name: 'service', values: ['DIAGNOSIS', 'CONSULTING', 'TRAINING'] }],
  texts: ['field', 'title'],
  ids: ['unitId'],
  line: (expert, { t, platformName }) => ({
    title: expert.name,
    text: [expert.professionalTitle, expert.unit?.name].filter(Boolean).join(' · '),
    facts: [expert.field, expert.specialities.join('、'), platformName(expert.home)],
    aside: tags(expert.services.map((service) => t(`choice.service.${service}`))),
  }),
};

export const expertRecord: RecordSpec<KnowledgeExpertQuery, Record> = {
  kind: 'expert',
  list: '/experts',
  document: KnowledgeExpertDocument,
  recordOf: ({ expert }) => expert,
  title: ({ name }) => name,
  lead: ({ professionalTitle, unit }) => [professionalTitle, unit?.name].filter(Boolean).join(' · '),
  facts: (expert, { t }) => [
    { name: t('fact.unit'), value: unitLink(expert.unit) },
    { name: t('facet.field'), value: expert.field },
    { name: t('facet.service'), value: tags(expert.services.map((service) => t(`choice.service.${service}`))) },
    { name: 'ORCID', value: expert.orcid },
  ],
  sections: (expert, { t }) => [
    { title: t('fact.specialities'), body: tags(expert.specialities) },
    { title: t('fact.introduction'), body: paragraph(expert.introduction) },
    {
      title: t('list.achievement.title'),
      body: links(
        'achievement',
        expert.achievements.edges.map(({ node }) => ({ id: node.id, text: node.title, note: node.year?.toString() })),
      ),
    },
    {
      title: t('list.patent.title'),
      body: links(
        'patent',
        expert.patents.edges.map(({ node }) => ({ id: node.id, text: node.title, note: node.number })),
      ),
    },
  ],
  panel: (expert) => (expert.services.length === 0 ? null : <RequestExpert expert={expert} />),
};
