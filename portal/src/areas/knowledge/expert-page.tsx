import { expertRecord } from './kinds/experts.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function ExpertPage() {
  return <KnowledgeRecord of={expertRecord} />;
}
