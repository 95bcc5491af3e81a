import { needRecord } from './kinds/needs.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function NeedPage() {
  return <KnowledgeRecord of={needRecord} />;
}
