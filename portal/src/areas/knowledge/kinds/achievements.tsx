import {
  KnowledgeAchievementDocument,
  type KnowledgeAchievementQuery,
  KnowledgeAchievementsDocument,
  type KnowledgeAchievementsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { links, paragraph, tags, unitLink } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';

type Node = KnowledgeAchievementsQuery['achievements']['edges'][number]['node'];
type Record = NonNullable<KnowledgeAchievementQuery['achievement']>;

export const achievementList: ListKind<KnowledgeAchievementsQuery, object, Node> = {
  kind: 'achievement',
  searchKind: 'ACHIEVEMENT',
  document: KnowledgeAchievementsDocument,
  connectionOf: ({ achievements }) => achievements,
  choices: [
    {
      name: 'level',
      values: ['INTERNATIONAL_LEADING', 'INTERNATIONAL_ADVANCED', 'NATIONAL_LEADING', 'NATIONAL_ADVANCED', 'OTHER'],
    },
    { name: 'stage', values: ['LABORATORY', 'PILOT', 'INDUSTRIAL'] },
  ],
  texts: ['field', 'title'],
  ids: ['unitId'],
  line: (achievement, { t, platformName }) => ({
    label: t(`choice.level.${achievement.level}`),
    title: achievement.title,
    text: achievement.abstract,
    facts: [
      achievement.unit?.name,
      achievement.field,
      t(`choice.stage.${achievement.stage}`),
      achievement.year,
      platformName(achievement.home),
    ],
  }),
};

export const achievementRecord: RecordSpec<KnowledgeAchievementQuery, Record> = {
  kind: 'achievement',
  list: '/achievements',
  document: KnowledgeAchievementDocument,
  recordOf: ({ achievement }) => achievement,
  title: ({ title }) => title,
  facts: (achievement, { t }) => [
    { name: t('facet.level'), value: t(`choice.level.${achievement.level}`) },
    { name: t('facet.stage'), value: t(`choice.stage.${achievement.stage}`) },
    { name: t('facet.field'), value: achievement.field },
    { name: t('fact.year'), value: achievement.year },
    { name: t('fact.unit'), value: unitLink(achievement.unit) },
  ],
  sections: (achievement, { t }) => [
    { title: t('fact.abstract'), body: paragraph(achievement.abstract) },
    { title: t('fact.keywords'), body: tags(achievement.keywords) },
    {
      title: t('fact.completedBy'),
      body: links(
        'expert',
        achievement.experts.map(({ id, name }) => ({ id, text: name })),
      ),
    },
    {
      title: t('list.patent.title'),
      body: links(
        'patent',
        achievement.patents.map(({ id, title, number }) => ({ id, text: title, note: number })),
      ),
    },
  ],
};
