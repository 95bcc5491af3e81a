import { achievementList } from './kinds/achievements.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function AchievementListPage() {
  return <KnowledgeList of={achievementList} />;
}
