import { literatureList } from './kinds/literature.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function LiteratureListPage() {
  return <KnowledgeList of={literatureList} />;
}
