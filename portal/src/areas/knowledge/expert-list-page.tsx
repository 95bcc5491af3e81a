import { expertList } from './kinds/experts.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function ExpertListPage() {
  return <KnowledgeList of={expertList} />;
}
