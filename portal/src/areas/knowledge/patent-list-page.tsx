import { patentList } from './kinds/patents.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function PatentListPage() {
  return <KnowledgeList of={patentList} />;
}
