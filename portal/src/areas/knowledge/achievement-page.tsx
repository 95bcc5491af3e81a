import { achievementRecord } from './kinds/achievements.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function AchievementPage() {
  return <KnowledgeRecord of={achievementRecord} />;
}
