import { unitList } from './kinds/units.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function UnitListPage() {
  return <KnowledgeList of={unitList} />;
}
