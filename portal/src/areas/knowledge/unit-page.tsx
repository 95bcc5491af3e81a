import { unitRecord } from './kinds/units.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function UnitPage() {
  return <KnowledgeRecord of={unitRecord} />;
}
