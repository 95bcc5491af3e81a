import { needList } from './kinds/needs.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function NeedListPage() {
  return <KnowledgeList of={needList} />;
}
