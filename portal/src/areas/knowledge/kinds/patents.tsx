import { day } from '../../../parts/format.ts';
import {
  KnowledgePatentDocument,
  type KnowledgePatentQuery,
  KnowledgePatentsDocument,
  type KnowledgePatentsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { links, paragraph, tags, unitLink } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';

type Node = KnowledgePatentsQuery['patents']['edges'][number]['node'];
type Record = NonNullable<KnowledgePatentQuery['patent']>;

export const patentList: ListKind<KnowledgePatentsQuery, object, Node> = {
  kind: 'patent',
  searchKind: 'PATENT',
  document: KnowledgePatentsDocument,
  connectionOf: ({ patents }) => patents,
  choices: [{ name: 'kind', values: ['INVENTION', 'UTILITY_MODEL', 'DESIGN'] }],
  texts: ['field', 'title'],
  ids: ['unitId'],
  line: (patent, { t, platformName, timeZone }) => ({
    label: t(`choice.kind.${patent.kind}`),
    title: patent.title,
    text: patent.number,
    facts: [
      patent.applicants.join('、'),
      patent.field,
      patent.grantedOn ? t('fact.grantedOnDay', { day: day(patent.grantedOn, timeZone) }) : null,
      platformName(patent.home),
    ],
  }),
};

export const patentRecord: RecordSpec<KnowledgePatentQuery, Record> = {
  kind: 'patent',
  list: '/patents',
  document: KnowledgePatentDocument,
  recordOf: ({ patent }) => patent,
  title: ({ title }) => title,
  lead: ({ number }) => number,
  facts: (patent, { t, timeZone }) => [
    { name: t('facet.kind'), value: t(`choice.kind.${patent.kind}`) },
    { name: t('facet.field'), value: patent.field },
    { name: t('fact.filedOn'), value: patent.filedOn ? day(patent.filedOn, timeZone) : null },
    { name: t('fact.grantedOn'), value: patent.grantedOn ? day(patent.grantedOn, timeZone) : null },
    { name: t('fact.applicants'), value: patent.applicants.join('、') },
    { name: t('fact.inventors'), value: patent.inventors.join('、') },
    { name: 'IPC', value: patent.ipc.join('、') },
    { name: t('fact.unit'), value: unitLink(patent.unit) },
  ],
  sections: (patent, { t }) => [
    { title: t('fact.abstract'), body: paragraph(patent.abstract) ?? tags(patent.ipc) },
    {
      title: t('fact.inventingExperts'),
      body: links(
        'expert',
        patent.experts.map(({ id, name }) => ({ id, text: name })),
      ),
    },
  ],
};
