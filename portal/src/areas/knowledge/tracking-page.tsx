import { trackingRecord } from './kinds/tracking.tsx';
import { KnowledgeRecord } from './knowledge-record.tsx';

export default function TrackingPage() {
  return <KnowledgeRecord of={trackingRecord} />;
}
