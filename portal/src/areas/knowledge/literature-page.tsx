import { literatureRecord } from './kinds/literature.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function LiteraturePage() {
  return <KnowledgeRecord of={literatureRecord} />;
}
