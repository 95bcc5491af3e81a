import { patentRecord } from './kinds/patents.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function PatentPage() {
  return <KnowledgeRecord of={patentRecord} />;
}
